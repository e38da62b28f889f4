#include "meridian/core/routing/apply_overrides.hpp"

#include <algorithm>
#include <map>

#include "core/routing/ranking.hpp"
#include "core/routing/use_overrides.hpp"
#include "meridian/core/routing/topology.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::routing {

namespace {

// With the time since when the upstream takes no new clients, where operators say so.
struct Dated : AppliedOverride {
  std::optional<WallTime> closed_by_state;
  std::optional<WallTime> closed_by_weight;
};
using ById = std::map<UpstreamId, Dated>;

std::string note_of(const state::Override& entry) {
  return "override by " + entry.by + ": " + entry.reason;
}

void add_state(ById& by_id, const UpstreamNode& node, const state::Override& entry, bool own) {
  Dated& applied = by_id[node.id];
  const auto state = std::get<config::UpstreamState>(entry.value);
  // Enabled, draining, disabled: each is stricter than those before it.
  const auto before =
      applied.state.value_or(own ? config::UpstreamState::enabled : node.config->state);
  if (!own && state <= before) return;
  applied.state = std::max(state, before);
  applied.state_note = note_of(entry);
  applied.closed_by_state.reset();
  if (applied.state != config::UpstreamState::enabled) applied.closed_by_state = entry.at;
}

void add(ById& by_id, const Topology& topology, const state::Target& target,
         const state::Override& entry) {
  if (target.kind == state::Kind::state && target.service.empty()) {
    for (const UpstreamNode& node : topology.upstreams())
      if (node.region == target.region) add_state(by_id, node, entry, false);
    return;
  }
  const bool primary = target.kind == state::Kind::primary;
  const UpstreamNode* node =
      topology.find(target.service, primary ? std::get<std::string>(entry.value) : target.region);
  if (node == nullptr) return;
  if (target.kind == state::Kind::state) return add_state(by_id, *node, entry, true);
  Dated& applied = by_id[node->id];
  if (primary) {
    applied.primary = true;
    applied.primary_note = note_of(entry);
  } else {
    applied.weight = std::get<std::uint32_t>(entry.value);
    applied.weight_note = note_of(entry);
    if (*applied.weight == 0) applied.closed_by_weight = entry.at;
  }
}

ById join(const state::Overrides& overrides, const Topology& topology) {
  ById by_id;
  // Those of one upstream first: a region's state is compared with them.
  for (const bool regions : {false, true})
    for (const auto& [target, entry] : overrides.entries)
      if (target.service.empty() == regions) add(by_id, topology, target, entry);
  return by_id;
}

// Nothing where operators did not close the upstream, or its pins have no deadline.
std::optional<WallTime> pin_deadline(const Dated& applied, milliseconds allowed) {
  if (allowed.count() == 0) return std::nullopt;
  const auto& state = applied.closed_by_state;
  const auto& weight = applied.closed_by_weight;
  if (!state && !weight) return std::nullopt;
  return std::min(state.value_or(WallTime::max()), weight.value_or(WallTime::max())) + allowed;
}

// Affinity::drain_deadline, by upstream.
std::map<UpstreamId, milliseconds> times_allowed(const Topology& topology) {
  std::map<UpstreamId, milliseconds> allowed;
  for (const config::Service& service : topology.config()->services)
    for (const config::Upstream& upstream : service.upstreams)
      if (const UpstreamNode* node = topology.find(service.id, upstream.region))
        allowed[node->id] = service.affinity.drain_deadline;
  return allowed;
}

}  // namespace

std::vector<AppliedOverride> resolve(const state::Overrides& overrides, const Topology& topology,
                                     WallTime now) {
  const auto allowed = times_allowed(topology);
  std::vector<AppliedOverride> sorted;
  for (auto& [id, applied] : join(overrides, topology)) {
    if (!applied.weight && !applied.state && !applied.primary) continue;
    const auto deadline = pin_deadline(applied, allowed.at(id));
    sorted.push_back(applied);
    sorted.back().id = id;
    sorted.back().pins_ended = deadline && *deadline <= now;
  }
  return sorted;
}

std::optional<WallTime> next_pin_deadline(const state::Overrides& overrides,
                                          const Topology& topology, WallTime now) {
  const auto allowed = times_allowed(topology);
  std::optional<WallTime> next;
  for (const auto& [id, applied] : join(overrides, topology)) {
    const auto deadline = pin_deadline(applied, allowed.at(id));
    if (deadline && *deadline > now && (!next || *deadline < *next)) next = deadline;
  }
  return next;
}

const AppliedOverride* find_override(const std::vector<AppliedOverride>& sorted, UpstreamId id) {
  const auto at = std::lower_bound(
      sorted.begin(), sorted.end(), id,
      [](const AppliedOverride& applied, UpstreamId wanted) { return applied.id < wanted; });
  return at != sorted.end() && at->id == id ? &*at : nullptr;
}

void use_overrides(UpstreamView& upstream, const std::vector<AppliedOverride>& sorted) {
  const AppliedOverride* applied = find_override(sorted, upstream.id);
  if (applied == nullptr) return;
  if (applied->weight) upstream.weight = *applied->weight;
  if (applied->state) upstream.state = *applied->state;
  upstream.pins_ended = applied->pins_ended;
}

CandidateSet primary_by_override(const ServiceView& service,
                                 const std::vector<AppliedOverride>& sorted) {
  for (std::size_t i = 0; i < service.upstreams.size(); ++i) {
    const AppliedOverride* applied = find_override(sorted, service.upstreams[i].id);
    if (applied != nullptr && applied->primary) return bit_of(i);
  }
  return 0;
}

}  // namespace meridian::routing
