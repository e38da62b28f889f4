// The stages that remove candidates: fence, role, operator state, health with panic. decide, admit
// and explain take the same sets from here.
#pragma once

#include "core/routing/fence.hpp"
#include "core/routing/ranking.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

struct Candidates {
  FenceRuling fence;
  CandidateSet roles = 0;    // inside the fences and with a role that allows the method
  CandidateSet enabled = 0;  // and taking new clients
  CandidateSet pin = 0;      // the region the client is pinned to, where that counts here; or 0
  CandidateSet live = 0;     // and healthy, with the pin's though it takes no new clients; or what
                             // panic restored
  bool panic = false;        // all of `enabled` were out
};

Candidates find_candidates(const ServiceView& service, const Client& client,
                           std::string_view method);

// Only one region may take this request: nothing stands in for it, panic included.
bool needs_primary(const ServiceView& service, std::string_view method);

// What the operator left of `set` while all of it is out. Never anything beyond `set`.
CandidateSet panic_set(const ServiceView& service, CandidateSet set);

// The upstreams of `ids` that are candidates of this service.
CandidateSet candidates_of(const ServiceView& service, std::span<const UpstreamId> ids);

}  // namespace meridian::routing
