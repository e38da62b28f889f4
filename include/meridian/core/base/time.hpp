// Time is an argument in core: these are the types, the clocks are read in io and service.
#pragma once

#include <chrono>

namespace meridian {

using Instant = std::chrono::steady_clock::time_point;
using WallTime = std::chrono::system_clock::time_point;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

}  // namespace meridian
