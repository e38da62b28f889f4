#include "meridian/core/routing/reason.hpp"

#include <array>
#include <cstddef>

#include "meridian/core/base/check.hpp"

namespace meridian::routing {

namespace {

constexpr std::array<std::string_view, kReasonCount> kNames{
    "geo",
    "nearest",
    "local_latency",
    "priority",
    "weighted",
    "pinned",
    "local_least_loaded",
    "primary",
    "only_candidate",
    "geo_next_tier",
    "nearest_next",
    "local_latency_next",
    "priority_next_tier",
    "capacity",
    "panic_use_all",
    "panic_last_good",
    "retry",
    "local_ramp",
    "local_degraded",
    "local_explore",
    "route_redirect",
    "route_respond",
    "no_route",
    "misdirected",
    "fenced",
    "fence_redirect",
    "no_region",
    "all_out",
    "over_capacity",
    "no_primary",
    "tried_all",
    "fence",
    "role",
    "disabled",
    "draining",
    "weight_zero",
    "local_out",
    "local_held",
    "tried",
};
static_assert(!kNames.back().empty(), "every reason has a name");

}  // namespace

std::string_view to_string(Reason reason) {
  const auto index = static_cast<std::size_t>(reason);
  MERIDIAN_CHECK(index < kNames.size());
  return kNames[index];
}

}  // namespace meridian::routing
