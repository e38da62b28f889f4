#include "meridian/core/agreement/store_clock.hpp"

#include <algorithm>

namespace meridian::agreement {

namespace {

constexpr int kSlew = 10;              // one in so many
constexpr int kDriftPerMillion = 100;  // of two clocks: what an old sample's error grows by

nanoseconds drift(nanoseconds passed) {
  return passed / 1'000'000 * kDriftPerMillion;
}

}  // namespace

nanoseconds StoreClock::time_at(Instant now) const {
  const nanoseconds passed = std::max(nanoseconds(now - base_), nanoseconds{0});
  return time_ + passed + std::max(ahead_ - passed / kSlew, nanoseconds{0});
}

void StoreClock::sample(StoreTime told, Instant sent, Instant received) {
  const nanoseconds error = (received - sent) / 2;
  const nanoseconds time = nanoseconds(told.time_since_epoch()) + error;
  if (known_) {
    const nanoseconds passed = received - base_;
    const nanoseconds grown = error_ + drift(passed);
    const nanoseconds off = time - (time_ + passed);
    // A worse sample that says nothing else teaches nothing.
    if (error > grown && off <= error + grown && -off <= error + grown) return;
    ahead_ = std::max(time_at(received) - time, nanoseconds{0});
  }
  known_ = true;
  base_ = received;
  time_ = time;
  error_ = error;
}

std::optional<StoreTime> StoreClock::at(Instant now) const {
  if (!known_) return std::nullopt;
  return StoreTime(std::chrono::floor<milliseconds>(time_at(now)));
}

Instant StoreClock::instant_of(StoreTime time, Instant now) const {
  return now + std::chrono::duration_cast<Instant::duration>(nanoseconds(time.time_since_epoch()) -
                                                             time_at(now));
}

}  // namespace meridian::agreement
