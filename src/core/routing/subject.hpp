// What the steps of a policy work on.
#pragma once

#include <span>
#include <string>

#include "core/routing/ranking.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

// What a step may look at. References are to the arguments of decide.
struct Subject {
  const Client& client;
  const Request& request;
  const ServiceView& service;
  const Load& load;
  Instant now;
  CandidateSet live;  // before a retry left out what it had tried
};

// The reasons a step can give for the region it placed first.
struct StepReasons {
  Reason chosen;  // by this step, from its best tier
  Reason next;    // its best tier had left
};

// Regions by name -> candidates of this service; names it has no upstream in are left out.
CandidateSet candidates_of(std::span<const std::string> regions,
                           std::span<const UpstreamView> upstreams);

}  // namespace meridian::routing
