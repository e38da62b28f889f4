// How long to wait in front of the next attempt to reach a server. Pure: randomness is an argument.
#pragma once

#include <cstdint>

#include "meridian/core/base/time.hpp"

namespace meridian::redis {

// The first attempt after a loss comes soon, as a restart takes no longer; a thousand edges that
// ask every two seconds are no load for a server that comes back.
inline constexpr milliseconds kBackoffFirst{100};
inline constexpr milliseconds kBackoffMax{2000};

class Backoff {
 public:
  // Doubled by each failure in a row, with the upper half drawn, so that edges do not come
  // together.
  milliseconds next(std::uint64_t random);
  void reset() { failures_ = 0; }
  std::uint32_t failures() const { return failures_; }

 private:
  std::uint32_t failures_ = 0;
};

}  // namespace meridian::redis
