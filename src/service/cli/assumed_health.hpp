// What the asker of explain assumes about the health of regions.
#pragma once

#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/health/health.hpp"
#include "meridian/core/routing/topology.hpp"

namespace meridian::cli {

// NAME=out, NAME=held, NAME=degraded, NAME=slow (degraded, as its answers are slow), or NAME=N% of
// its weight, NAME being REGION or SERVICE/REGION; a later one replaces an earlier one. Sorted by
// id. Fails where one cannot be read.
Result<std::vector<health::UpstreamHealth>> assumed_health(const routing::Topology& topology,
                                                           const std::vector<std::string>& words);

}  // namespace meridian::cli
