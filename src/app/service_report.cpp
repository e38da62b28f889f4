#include "app/service_report.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace meridian::app {

namespace asio = boost::asio;

ServiceReport::ServiceReport(asio::io_context& control, AskWorkers ask)
    : control_(control),
      ask_(std::move(ask)),
      notifier_(systemd::Notifier::from_environment()),
      interval_(systemd::watchdog_interval()),
      timer_(control) {}

void ServiceReport::ready() {
  notifier_.ready();
  if (!interval_ || std::exchange(watched_, true)) return;
  watch();
}

// A thread that hangs never answers, so that nothing more is sent.
void ServiceReport::watch() {
  ask_([this] {
    asio::post(control_, [this] {
      notifier_.alive();
      timer_.expires_after(*interval_);
      timer_.async_wait([this](boost::system::error_code error) {
        if (!error) watch();
      });
    });
  });
}

}  // namespace meridian::app
