// What /v1/latency tells, as plain values made by the control thread.
#pragma once

#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/latency/place_table.hpp"
#include "meridian/core/latency/reading.hpp"

namespace meridian::admin {

struct RegionLatency {
  std::string region;
  latency::UpstreamLatency latency;
};

struct ServiceLatency {
  std::string id;
  std::vector<RegionLatency> regions;
};

struct LatencyStatus {
  std::string edge;
  Instant now{};
  std::vector<ServiceLatency> services;
  std::vector<latency::EdgeMeasured> edges;  // this one first
};

}  // namespace meridian::admin
