// Operators' overrides as the upstreams of a topology see them. Overrides of what is not in the
// config are idle: they are left out here and stay in the document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/time.hpp"
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
  // It takes no new clients since longer than affinity.drain_deadline: pins to it count no more.
  bool pins_ended = false;
  std::string weight_note;
  std::string state_note;
  std::string primary_note;
  bool operator==(const AppliedOverride&) const = default;
};

// Sorted by id. Of a region's state and an upstream's the stricter one counts; where only the
// region has one, the stricter of it and the file's.
// `now`: store time; WallTime{}: no deadline of pins is over.
std::vector<AppliedOverride> resolve(const state::Overrides& overrides, const Topology& topology,
                                     WallTime now = {});

// When the next deadline of pins is over, after which resolve has another result.
std::optional<WallTime> next_pin_deadline(const state::Overrides& overrides,
                                          const Topology& topology, WallTime now);

}  // namespace meridian::routing
