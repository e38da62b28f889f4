// The life of one check of one endpoint: sleep, probe, report, again. Owned by its coroutine and by
// whoever may stop it. Control thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "io/probe/probe_slots.hpp"
#include "io/probe/probe_target.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/health/check.hpp"

namespace meridian::probe {

class ProbeLoop : public std::enable_shared_from_this<ProbeLoop> {
 public:
  // Takes a result (nothing: the probe could not be made); says how long to sleep.
  using Report = std::function<nanoseconds(
      const ProbeTarget& target, std::optional<health::ProbeResult> result, Instant started)>;

  ProbeLoop(boost::asio::io_context& io, std::shared_ptr<ProbeSlots> slots, Report report);

  void start(nanoseconds first_after);
  void stop();  // the report is not called any more

  // Used from the next probe on.
  void set_target(ProbeTarget target);
  // Without a call nothing is probed.
  void set_addresses(std::vector<IpAddress> addresses);
  // Probes now, unless a probe is in flight.
  void wake();

 private:
  boost::asio::awaitable<void> run(nanoseconds first_after);
  boost::asio::awaitable<void> sleep(nanoseconds length);
  std::vector<IpAddress> next_addresses() const;

  boost::asio::io_context& io_;
  std::shared_ptr<ProbeSlots> slots_;
  Report report_;
  boost::asio::steady_timer timer_;
  std::shared_ptr<const ProbeTarget> target_;
  std::optional<std::vector<IpAddress>> addresses_;
  std::size_t failures_ = 0;  // turns the addresses, so that each of them is tried first
  bool stopped_ = false;
};

}  // namespace meridian::probe
