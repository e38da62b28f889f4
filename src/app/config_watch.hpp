// Looks at the config file now and then and asks for a reload when it has changed (edge.
// reload_on_change). Control thread; the file is looked at on the background thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <functional>
#include <memory>
#include <string>

#include "meridian/core/base/time.hpp"
#include "meridian/io/files/watch.hpp"

namespace meridian::app {

class ConfigWatch {
 public:
  // A change is told when the file has been the same for one of these.
  static constexpr milliseconds kLookInterval{500};

  ConfigWatch(boost::asio::io_context& control, boost::asio::thread_pool& background,
              std::string file, std::function<void()> changed);
  // From now on; what changed while it was off is no change.
  void set(bool on);

 private:
  void look_later();

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  std::string file_;
  std::function<void()> changed_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<files::Watch> watch_;  // used on the background thread; null: off
};

}  // namespace meridian::app
