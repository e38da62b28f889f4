// A rate with a burst, and a bucket that is judged by it. The bucket is one point in time, the one
// at which no token will be missing any more; so it needs no refilling, and a bucket that is full
// is equal to one that was never used. Time is an argument.
#pragma once

#include <cstdint>

#include "meridian/core/base/time.hpp"

namespace meridian::traffic {

struct Rate {
  nanoseconds interval{};   // in which one token comes; 0: no limit
  std::uint32_t burst = 0;  // tokens of a full bucket, at least 1

  bool limited() const { return interval.count() != 0; }
  // What one of `workers` enforces, so that all of them together keep the rate. Rounded up: a burst
  // of at least one token each.
  Rate share(std::uint32_t workers) const {
    return {interval * workers, (burst + workers - 1) / workers};
  }
  bool operator==(const Rate&) const = default;
};

class TokenBucket {
 public:
  // 0: a token was taken. Else none was, and this is how long to wait for one.
  nanoseconds take(const Rate& rate, Instant now);
  bool full(Instant now) const { return full_at_ <= now; }

 private:
  Instant full_at_{};
};

}  // namespace meridian::traffic
