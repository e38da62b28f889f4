// Which requests of a route go to its canary.
#pragma once

#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

enum class CanaryChoice : std::uint8_t { no, by_header, by_share };

// The share is drawn by client and route name, independently of the draw of regions, and a larger
// one only adds clients. `route` must have a canary.
CanaryChoice choose_canary(const RouteView& route, const Client& client, const Request& request);

}  // namespace meridian::routing
