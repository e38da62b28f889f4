// The stages that remove candidates: fence, operator state, health with panic. decide, admit and
// explain take the same sets from here.
#pragma once

#include "core/routing/fence.hpp"
#include "core/routing/ranking.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

struct Candidates {
  FenceRuling fence;
  CandidateSet enabled = 0;  // inside the fences and taking new clients
  CandidateSet live = 0;     // and not out; or what panic restored
  bool panic = false;        // all of `enabled` were out
};

Candidates find_candidates(const ServiceView& service, const geo::Place& place);

// What the operator left of `set` while all of it is out. Never anything beyond `set`.
CandidateSet panic_set(const ServiceView& service, CandidateSet set);

// The upstreams of `ids` that are candidates of this service.
CandidateSet candidates_of(const ServiceView& service, std::span<const UpstreamId> ids);

}  // namespace meridian::routing
