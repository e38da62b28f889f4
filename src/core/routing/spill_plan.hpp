// Which share of whose clients capacity sends elsewhere. Made with the view, from demand alone.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "meridian/core/routing/demand.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// Shares are in 1/kSpillUnit: coarse, so that noise in the figures makes no new view, and fine
// enough for 5 % of a target.
inline constexpr std::uint32_t kSpillUnit = 256;

// Of one candidate.
struct Spill {
  std::uint8_t cost_class = 0;        // its own clients below this class leave, and in this class
  std::uint16_t leave = 0;            // this share of them
  std::uint16_t accept = kSpillUnit;  // of those that others send, which it takes
  std::uint16_t refuse = 0;           // of those it would serve, which get 503
  bool operator==(const Spill&) const = default;
};

struct CapacityLimit {
  double target = 0;  // requests per second; 0: none
  double max = 0;
};

// What clients want, by candidate number.
struct Wanted {
  std::vector<std::array<double, kCostClasses>> by_cost;
  std::vector<std::vector<double>> by_next;  // [first][second]
};

std::vector<Spill> plan_spill(std::span<const CapacityLimit> limits, const Wanted& wanted);

}  // namespace meridian::routing
