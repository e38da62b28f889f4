// Tells a service manager how the process is, by the protocol of sd_notify(3): datagrams of
// NAME=VALUE lines to the socket that $NOTIFY_SOCKET names. Sending never blocks, and what cannot
// be sent is dropped: a service manager that is away is no reason to stop serving.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/time.hpp"

namespace meridian::systemd {

class Notifier {
 public:
  // `address`: a path, or @NAME in the abstract namespace; empty: nobody wants to know.
  explicit Notifier(std::string address) : address_(std::move(address)) {}
  // As the service manager asked for; removes it from the environment, so that children do not
  // speak for this process.
  static Notifier from_environment();
  Notifier(const Notifier&) = delete;
  Notifier& operator=(const Notifier&) = delete;
  Notifier(Notifier&& other) noexcept;
  const std::string& address() const { return address_; }
  ~Notifier();

  void ready();      // everything accepts; also the end of a reload
  void reloading();  // ready() ends it
  void stopping();
  void main_pid(std::int64_t pid);  // whom to take for the service
  void alive();                     // to be sent at least once in the watchdog's time

 private:
  void send(std::string_view state);

  std::string address_;
  int socket_ = -1;  // opened by the first message
};

// How often alive() must be sent: half of what the service manager waits ($WATCHDOG_USEC for
// $WATCHDOG_PID). Nothing: it does not watch this process.
std::optional<microseconds> watchdog_interval();

}  // namespace meridian::systemd
