#include "meridian/core/routing/safety.hpp"

#include <bit>

#include "core/routing/fence.hpp"
#include "core/routing/ranking.hpp"
#include "core/routing/use_overrides.hpp"

namespace meridian::routing {

namespace {

using state::Breach;

// The candidates that take new clients under these overrides, whatever their health.
CandidateSet taking_of(const View& view, const ServiceView& service,
                       const std::vector<AppliedOverride>& applied) {
  CandidateSet taking = 0;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i) {
    const UpstreamView& upstream = service.upstreams[i];
    const config::Upstream& file = *view.topology->find(service.id, upstream.region)->config;
    const AppliedOverride* own = find_override(applied, upstream.id);
    const auto weight = own != nullptr ? own->weight.value_or(file.weight) : file.weight;
    const auto state = own != nullptr ? own->state.value_or(file.state) : file.state;
    if (weight != 0 && state == config::UpstreamState::enabled) taking |= bit_of(i);
  }
  return taking;
}

// A service before and after.
struct Compared {
  const ServiceView& service;
  CandidateSet before;
  CandidateSet after;
};

// Fewer than `least`, and fewer than there were.
bool falls_below(CandidateSet before, CandidateSet after, int least) {
  return std::popcount(after) < least && std::popcount(after) < std::popcount(before);
}

void judge_fences(const Compared& one, std::vector<Breach>& breaches) {
  for (const BoundFence& bound : one.service.fences) {
    const CandidateSet works = bound.regions & one.service.healthy;
    if (!falls_below(one.before & works, one.after & works, 1)) continue;
    breaches.push_back({"fence", "inside the fence `" + bound.fence->config->id + "` service `" +
                                     one.service.id +
                                     "` would have no region left that works and takes clients"});
  }
}

}  // namespace

std::vector<state::Breach> judge_change(const View& view, const state::Overrides& before,
                                        const state::Overrides& after) {
  std::vector<Breach> breaches;
  const auto applied_before = resolve(before, *view.topology);
  const auto applied_after = resolve(after, *view.topology);
  for (const ServiceView& service : view.services) {
    const Compared one{service, taking_of(view, service, applied_before),
                       taking_of(view, service, applied_after)};
    if (one.before != one.after) judge_fences(one, breaches);
  }
  return breaches;
}

}  // namespace meridian::routing
