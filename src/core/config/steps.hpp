// The steps of a policy: `policy: NAME` and `steps: [..]` of a service, both as a list of Step.
#pragma once

#include <string>
#include <vector>

#include "core/config/key.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

// Names for lists of steps.
struct Policy {
  using Value = std::vector<Step>;
  std::string describe() const { return "weighted, failover, geo, nearest, latency"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// `- priority` or `- nearest: {bias: {..}}`.
struct StepItem {
  using Value = Step;
  std::string describe() const {
    return "geo, nearest, latency, priority, least_loaded, weighted, capacity";
  }
  std::vector<KeyRow> rows() const;
  bool read(const Cursor& cursor, Value& value) const;
};

// A geo step without rules sends clients to the regions of their country, then of their continent,
// then to all. A geo step without a default gets one: all regions of the service in one tier.
void complete_geo_steps(Config& config);

}  // namespace meridian::config
