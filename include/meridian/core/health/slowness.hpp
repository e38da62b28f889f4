// When a region that answers much slower than the others counts as degraded, and when not any more.
// A pure state machine; time and randomness are arguments.
#pragma once

#include <cstdint>

#include "meridian/core/base/time.hpp"
#include "meridian/core/health/live_traffic.hpp"

namespace meridian::health {

// What one window of live traffic says of a region's answers.
enum class Pace : std::uint8_t {
  unknown,  // too few answers, or nothing to compare them with
  fine,
  sluggish,  // slower than fine, and not slow
  slow,
};

// In a row, until they are believed. Windows that say nothing do not count.
inline constexpr std::uint32_t kSlowWindows = 2;
inline constexpr std::uint32_t kFineWindows = 2;

// Once slow, it is so for as long as an ejection lasts: then it is tried again, as little traffic
// tells of a region that comes last. Fine windows end it before, slow ones prolong it.
struct Slowness {
  bool slow = false;
  std::uint32_t in_a_row = 0;  // windows that speak against `slow`
  Ejection ejection;
};

// `random`: any 64 bits, for the jitter. With Pace::unknown only the time counts.
Slowness step(const Slowness& before, Pace pace, Instant now, std::uint64_t random);

}  // namespace meridian::health
