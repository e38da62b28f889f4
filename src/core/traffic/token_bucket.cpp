#include "meridian/core/traffic/token_bucket.hpp"

#include <algorithm>

namespace meridian::traffic {

nanoseconds TokenBucket::take(const Rate& rate, Instant now) {
  const Instant after = std::max(full_at_, now) + rate.interval;
  const nanoseconds wait = after - now - rate.interval * rate.burst;
  if (wait.count() > 0) return wait;
  full_at_ = after;
  return nanoseconds{0};
}

}  // namespace meridian::traffic
