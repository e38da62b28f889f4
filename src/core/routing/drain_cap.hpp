// What keeps health from emptying a service: a check gone wrong fails everywhere at once.
#pragma once

#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// Automatic verdicts take away at most `max_percent` of the weight that takes new clients, in the
// whole service and inside each of its fences. Beyond it the least bad of those that are out are
// degraded instead and go on with their share. What refuses connections leaves anyway, and so does
// what waits for an operator. Not where operators left one or two regions (of two, one may go), nor
// once all of them fail: then panic decides.
// Pure; the order in which upstreams and fences are listed plays no part.
void apply_drain_cap(ServiceView& service, std::uint32_t max_percent);

}  // namespace meridian::routing
