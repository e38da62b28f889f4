// What /v1/latency tells, as plain values made by the control thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/latency/first_byte.hpp"
#include "meridian/core/latency/place_table.hpp"
#include "meridian/core/latency/reading.hpp"

namespace meridian::admin {

struct RegionLatency {
  std::string region;
  latency::UpstreamLatency latency;
  std::optional<latency::FirstByte> first_byte;  // nothing: too few requests of late
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
