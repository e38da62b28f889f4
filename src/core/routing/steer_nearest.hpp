// The step `nearest`.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/routing/great_circle.hpp"
#include "core/routing/subject.hpp"

namespace meridian::routing {

// Nearest first by biased great-circle distance. A client without coordinates passes unchanged;
// regions without coordinates come last.
struct NearestStep {
  static constexpr StepReasons kReasons{Reason::nearest, Reason::nearest_next};
  static constexpr int kFactorBits = 16;

  struct Target {
    bool located = false;
    UnitVector at;
    std::uint64_t factor = 0;  // distance multiplier in 2^-kFactorBits
  };
  std::vector<Target> targets;  // by candidate
  bool biased = false;          // some factor is not 1

  void refine(const Subject& subject, Ranking& ranking) const;
};

NearestStep compile_nearest(const config::Step& step, std::span<const UpstreamView> upstreams);

}  // namespace meridian::routing
