// REGION or SERVICE/REGION, as operators name upstreams on the command line.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::what_if {

using UpstreamName = std::pair<std::string, std::string>;  // service, region

// Those of every service where none is named. Fails where there is none, with the nearest name.
Result<std::vector<UpstreamName>> find_upstreams(const config::Config& config,
                                                 const std::string& name);

}  // namespace meridian::what_if
