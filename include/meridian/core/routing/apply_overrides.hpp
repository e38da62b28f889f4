// Operators' overrides as the upstreams of a topology see them. Overrides of what is not in the
// config are idle: they are left out here and stay in the document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::state {
struct Overrides;
}

namespace meridian::routing {

class Topology;

// What stands in for the file in one upstream, each with a note: "override by alice: reason".
struct AppliedOverride {
  UpstreamId id{};
  std::optional<std::uint32_t> weight;
  std::optional<config::UpstreamState> state;
  bool primary = false;  // of its service
  std::string weight_note;
  std::string state_note;
  std::string primary_note;
  bool operator==(const AppliedOverride&) const = default;
};

// Sorted by id. Of a region's state and an upstream's the stricter one counts; where only the
// region has one, the stricter of it and the file's.
std::vector<AppliedOverride> resolve(const state::Overrides& overrides, const Topology& topology);

}  // namespace meridian::routing
