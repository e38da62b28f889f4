// What time it is at the store, by this edge's steady clock: from the round trips of reports. It
// never goes back. Ahead it jumps; behind it lags, a tenth slower, until the store has caught up.
#pragma once

#include <optional>

#include "meridian/core/agreement/report.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::agreement {

class StoreClock {
 public:
  // The store said `told` some time between the two.
  void sample(StoreTime told, Instant sent, Instant received);
  // Nothing: the store has never told. Wrong by half the best round trip of late, at most.
  std::optional<StoreTime> at(Instant now) const;
  // When it will be, or was, this time at the store; only where at() has something.
  Instant instant_of(StoreTime time, Instant now) const;
  milliseconds error() const { return std::chrono::ceil<milliseconds>(error_); }

 private:
  // Since the store's epoch, at the instant base_.
  nanoseconds time_at(Instant now) const;

  bool known_ = false;
  Instant base_{};
  nanoseconds time_{};   // as told at base_
  nanoseconds ahead_{};  // and by how much the clock was ahead of it
  nanoseconds error_{};
};

}  // namespace meridian::agreement
