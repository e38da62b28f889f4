// What a random draw may be in tests.
#pragma once

#include <cstdint>

namespace meridian::health {

inline constexpr std::uint64_t kNoJitter = 1ULL << 63;  // the middle of the range

}  // namespace meridian::health
