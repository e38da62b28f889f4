// What a service manager is told of this edge: that it is ready, reloading, stopping; and that it
// is alive, as long as the control thread and every worker answer in time. Control thread.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>

#include "meridian/io/systemd/notifier.hpp"

namespace meridian::app {

class ServiceReport {
 public:
  // Calls `answered`, on any thread, when every worker has had a turn.
  using AskWorkers = std::function<void(std::function<void()> answered)>;

  ServiceReport(boost::asio::io_context& control, AskWorkers ask);

  void ready();  // everything accepts; also the end of a reload, taken or not
  void reloading() { notifier_.reloading(); }
  void stopping() { notifier_.stopping(); }
  // From now on this process is the one that speaks.
  void name_successor(pid_t pid) { notifier_.main_pid(pid); }
  const std::string& address() const { return notifier_.address(); }

 private:
  void watch();

  boost::asio::io_context& control_;
  AskWorkers ask_;
  systemd::Notifier notifier_;
  std::optional<microseconds> interval_;  // of the watchdog
  boost::asio::steady_timer timer_;
  bool watched_ = false;
};

}  // namespace meridian::app
