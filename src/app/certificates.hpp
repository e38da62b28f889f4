// The certificates of the TLS listeners: read at the start, at each reload of the config, and by
// themselves when their files change. What cannot be used is logged and counted, and the listener
// goes on with what it has. Control thread; files are read on the background thread.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
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
#include "meridian/service/admin/status.hpp"

namespace meridian::app {

class Certificates {
 public:
  using Loaded = std::shared_ptr<const tls::Credentials>;
  // What a listener is to serve with from now on. Called on the control thread.
  using Publish = std::function<void(const config::Listener& listener, const Loaded& credentials)>;
  // How often files are looked at. A change is taken when the files have been the same for one of
  // these.
  static constexpr milliseconds kLookInterval{500};

  Certificates(boost::asio::io_context& control, boost::asio::thread_pool& background,
               Publish publish);

  // At the start, all or nothing: blocks, and publishes nothing.
  Result<bool> open(const config::Config& config);
  // From now on changes of the files are noticed.
  void watch();
  // Reads again what the listeners of `config` name, even where it is the same.
  void reload(std::shared_ptr<const config::Config> config);

  Loaded of(const std::string& listener) const;  // null: it has none
  std::vector<admin::CertificateStatus> status() const;
  void add_to(observability::Gauges& gauges) const;

 private:
  struct Watched {
    config::Listener listener;
    files::Watch files;
  };
  struct Current {
    std::string listener;
    Loaded credentials;
  };
  struct Outcome {
    config::Listener listener;
    Result<Loaded> loaded;
  };
  using WatchedList = std::shared_ptr<std::vector<Watched>>;
  static WatchedList listeners_of(const config::Config& config);
  static Result<Loaded> load(const config::Listener& listener);
  void look();
  void take(const std::vector<Outcome>& outcomes);
  void take(const Outcome& outcome);

  boost::asio::io_context& control_;
  boost::asio::thread_pool& background_;
  Publish publish_;
  boost::asio::steady_timer timer_;
  WatchedList watched_;  // what is in it belongs to the background thread
  std::vector<Current> current_;
  std::uint64_t reloads_ = 0;
  std::uint64_t failures_ = 0;
};

}  // namespace meridian::app
