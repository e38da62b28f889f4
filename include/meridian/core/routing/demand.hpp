// What clients want of the regions of a service, before capacity sends some of them elsewhere.
// Because it does not depend on where they are sent, a plan made of it does not swing.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "meridian/core/base/ids.hpp"

namespace meridian::routing {

// How much farther a client's next region is than its first, in steps of a factor of two: below
// 1 ms, 1, 2, 4, .. ms.
inline constexpr std::size_t kCostClasses = 16;
constexpr std::size_t cost_class_of(std::uint64_t added_microseconds) {
  return std::min<std::size_t>(static_cast<std::size_t>(std::bit_width(added_microseconds / 1000)),
                               kCostClasses - 1);
}

// Requests per second whose first choice is this upstream, of all edges together.
struct Demand {
  UpstreamId id{};
  std::array<double, kCostClasses> by_cost{};
  std::vector<std::pair<UpstreamId, double>> by_next;  // by their second choice
};

}  // namespace meridian::routing
