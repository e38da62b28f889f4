// The step `priority`: tiers by number, lower first.
#pragma once

#include <span>
#include <vector>

#include "core/routing/subject.hpp"

namespace meridian::routing {

struct PriorityStep {
  static constexpr StepReasons kReasons{Reason::priority, Reason::priority_next_tier};

  std::vector<CandidateSet> tiers;

  void refine(const Subject& subject, Ranking& ranking) const;
};

PriorityStep compile_priority(std::span<const UpstreamView> upstreams);

}  // namespace meridian::routing
