// The step `weighted`: weighted rendezvous hash on the client or the request.
#pragma once

#include <cstdint>

#include "core/routing/subject.hpp"

namespace meridian::routing {

struct WeightedStep {
  static constexpr StepReasons kReasons{Reason::weighted, Reason::weighted};

  config::HashKey key = config::HashKey::client;

  void refine(const Subject& subject, Ranking& ranking) const;
};

// The number under which the client or the request is drawn.
std::uint64_t weighted_key(config::HashKey key, const Subject& subject);

}  // namespace meridian::routing
