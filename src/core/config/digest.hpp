// A number that is equal on two edges whose configs would decide alike.
#pragma once

#include <cstdint>

#include "meridian/core/config/config.hpp"

namespace meridian::config {

// Of regions, services, fences, routes, latency and geoip.overrides, independent of the order in
// which they are written. Left out is what may differ from edge to edge without moving a client:
// endpoints, TLS, health checks, timeouts.
std::uint64_t digest_topology(const Config& config);

}  // namespace meridian::config
