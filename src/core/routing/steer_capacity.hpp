// The step `capacity`, the last one: what a region cannot take goes to the next region of the
// client's own order that has room. Who leaves is a stable choice by client, so that a plan that
// stays the same moves nobody.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/routing/spill_plan.hpp"
#include "core/routing/subject.hpp"

namespace meridian::routing {

struct CapacityStep {
  std::vector<Spill> plan;  // by candidate

  // Where the client goes.
  struct Placement {
    std::size_t to = 0;           // index in the order given
    std::uint8_t cost_class = 0;  // of its first choice
    bool refused = false;
  };
  Placement place(const Subject& subject, std::span<const std::uint8_t> order) const;
};

// Microseconds, or what stands for them, by the service's own steps; 0 where none tells.
std::uint64_t cost_of(const Subject& subject, std::size_t candidate);

CapacityStep compile_capacity(const ServiceView& service, const config::Service& config,
                              std::span<const Demand> demand);

}  // namespace meridian::routing
