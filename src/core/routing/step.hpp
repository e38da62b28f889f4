// The steps of a policy, compiled for one service. A new step is a pair of files steer_<name>, a
// member of the variant and a case in compile_step; decide does not change.
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "core/routing/steer_geo.hpp"
#include "core/routing/steer_latency.hpp"
#include "core/routing/steer_least_loaded.hpp"
#include "core/routing/steer_nearest.hpp"
#include "core/routing/steer_priority.hpp"
#include "core/routing/steer_weighted.hpp"

namespace meridian::routing {

struct StepView {
  std::variant<GeoStep, NearestStep, LatencyStep, PriorityStep, LeastLoadedStep, WeightedStep> step;

  StepReasons reasons() const {
    return std::visit([](const auto& s) { return s.kReasons; }, step);
  }
  void refine(const Subject& subject, Ranking& ranking) const {
    std::visit([&](const auto& s) { s.refine(subject, ranking); }, step);
  }
};

// The steps in their order, and a weighted one at the end where the policy draws none: what a
// policy leaves undecided is spread by weight, never given to the first by name.
std::vector<StepView> compile_steps(const config::Config& config, const config::Service& service,
                                    std::span<const UpstreamView> upstreams,
                                    const geo::Locator& locator);

}  // namespace meridian::routing
