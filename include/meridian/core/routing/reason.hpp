// Why a request went where it went, or nowhere; and why a candidate left. One enum, used by logs,
// metrics, explain and tests. `local_` marks what rests on facts of this edge alone.
#pragma once

#include <cstdint>
#include <string_view>

namespace meridian::routing {

enum class Reason : std::uint8_t {
  // a region was chosen, by the step that decided
  geo,  // the first tier of a geo rule
  nearest,
  local_latency,  // as near to this edge as the best one
  priority,
  weighted,
  pinned,              // where the client was before
  local_least_loaded,  // by what this worker has in flight
  primary,             // the role left one region for a request that changes something
  only_candidate,
  geo_next_tier,       // every region of the better tiers had left
  nearest_next,        // the nearest region had left
  local_latency_next,  // every region that is as near as the best had left
  priority_next_tier,
  capacity,  // the regions before it have as much as they take
  panic_use_all,
  panic_last_good,
  retry,           // chosen after an earlier region failed this request
  local_ramp,      // by weights of which one is less, as its region is just back
  local_degraded,  // placed behind the regions that work well
  local_explore,   // to measure it: another one would serve
  // answered by the edge itself
  route_redirect,
  route_respond,
  no_route,        // 404
  misdirected,     // 421
  fenced,          // 451 or the fence's answer
  fence_redirect,  // 307 to the fence's redirect_host
  no_region,       // nothing enabled: 503
  all_out,         // panic policy refuse: 503
  over_capacity,   // no region takes more: 503
  no_primary,      // the region that alone may write cannot: 503
  tried_all,       // a retry found no region left
  // a candidate left
  left_fence,
  left_role,  // it only reads
  left_disabled,
  left_draining,
  left_weight_zero,
  left_local_out,   // this edge's own health verdict
  left_local_held,  // likewise: it works again, and is kept out for a while
  left_tried,
};

inline constexpr std::size_t kReasonCount = static_cast<std::size_t>(Reason::left_tried) + 1;

std::string_view to_string(Reason reason);  // "geo", "local_out", ..

}  // namespace meridian::routing
