// The keys that session tickets are sealed with, for all listeners and workers: from files and read
// again when these change, or else this process's own, a new one each hour. Control thread; files
// are read on the background thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/files/watch.hpp"
#include "meridian/io/observability/exposition.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::app {

class SessionTickets {
 public:
  using Keys = std::shared_ptr<const tls::TicketKeys>;
  // Gives keys to all workers. Called on the control thread.
  using Publish = std::function<void(const Keys& keys)>;
  static constexpr milliseconds kLookInterval{500};
  // A ticket resumes for two hours: it is opened by the newest key or one of the two before.
  static constexpr std::chrono::hours kOwnKeyLife{1};

  SessionTickets(boost::asio::io_context& control, boost::asio::thread_pool& background,
                 Publish publish);

  // At the start: blocks, and publishes nothing.
  Result<bool> open(const config::SessionTickets& settings);
  // From now on files are looked at and own keys renewed.
  void watch();
  // Reads the files again, even where they are the same.
  void reload(const config::SessionTickets& settings);
  // From now on tickets are sealed with these, wherever they come from.
  void use(Keys keys);

  const Keys& current() const { return current_; }
  void add_to(observability::Gauges& gauges) const;

 private:
  struct Source {
    std::vector<std::string> files;  // empty: own keys
    files::Watch watch;
  };
  static std::shared_ptr<Source> source_of(const config::SessionTickets& settings);
  void look();
  void take(const Result<Keys>& loaded);
  void renew_own();

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  Publish publish_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<Source> source_;  // its watch belongs to the background thread
  Keys current_;
  Instant own_since_{};
  std::uint64_t reloads_ = 0;
  std::uint64_t failures_ = 0;
};

}  // namespace meridian::app
