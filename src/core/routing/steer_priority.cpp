#include "core/routing/steer_priority.hpp"

#include <map>

namespace meridian::routing {

void PriorityStep::refine(const Subject&, Ranking& ranking) const {
  ranking.split_by_tiers(tiers);
}

PriorityStep compile_priority(std::span<const UpstreamView> upstreams) {
  std::map<std::uint32_t, CandidateSet> by_priority;
  for (std::size_t i = 0; i < upstreams.size(); ++i)
    by_priority[upstreams[i].priority] |= bit_of(i);
  PriorityStep compiled;
  for (const auto& [priority, set] : by_priority) compiled.tiers.push_back(set);
  return compiled;
}

}  // namespace meridian::routing
