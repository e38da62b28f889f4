#include "io/probe/lag_meter.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace meridian::probe {

using Clock = std::chrono::steady_clock;

void LagMeter::start() {
  window_start_ = Clock::now();
  due_ = window_start_ + kPeriod;
  tick();
}

void LagMeter::tick() {
  timer_.expires_at(due_);
  timer_.async_wait([this, alive = weak_from_this()](const boost::system::error_code& error) {
    if (error || alive.expired()) return;
    const Instant now = Clock::now();
    const nanoseconds lag = std::max(nanoseconds(now - due_), nanoseconds(0));
    if (lag > kTooLate) late_at_ = now;
    if (now - window_start_ > kWindow) {
      worst_before_ = std::exchange(worst_now_, nanoseconds(0));
      window_start_ = now;
    }
    worst_now_ = std::max(worst_now_, lag);
    due_ = now + kPeriod;
    tick();
  });
}

bool LagMeter::late_since(Instant from) const {
  // The timer itself may be waiting behind the handler that asks.
  return late_at_ >= from || Clock::now() - due_ > kTooLate;
}

nanoseconds LagMeter::worst() const {
  const nanoseconds overdue = Clock::now() - due_;
  return std::max({worst_now_, worst_before_, overdue, nanoseconds(0)});
}

}  // namespace meridian::probe
