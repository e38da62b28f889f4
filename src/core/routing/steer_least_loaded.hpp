// The step `least_loaded`: two candidates are drawn by weight for the request, and the one with
// less in flight for its weight goes first. Two choices come close to knowing all loads, and never
// send every request of a moment to the one region that was emptiest a moment ago.
#pragma once

#include "core/routing/subject.hpp"

namespace meridian::routing {

struct LeastLoadedStep {
  // Local: what is in flight is known to this worker alone.
  static constexpr StepReasons kReasons{Reason::local_least_loaded, Reason::local_least_loaded};

  void refine(const Subject& subject, Ranking& ranking) const;
};

}  // namespace meridian::routing
