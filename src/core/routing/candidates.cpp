#include "core/routing/candidates.hpp"

#include <algorithm>

namespace meridian::routing {

namespace {

// Those of `set` that were healthy when last any of it was.
CandidateSet last_good_of(const ServiceView& service, CandidateSet set) {
  std::uint64_t latest = 0;
  CandidateSet good = 0;
  for_each_candidate(set, [&](std::size_t candidate) {
    const std::uint64_t at = service.upstreams[candidate].healthy_at;
    if (at > latest) good = 0;
    latest = std::max(latest, at);
    if (at == latest) good |= bit_of(candidate);
  });
  return good;
}

// Nothing where the pin is of another service, or this one does not pin.
CandidateSet pin_of(const ServiceView& service, UpstreamId pin) {
  if (service.affinity->by != config::AffinityBy::cookie) return 0;
  return candidates_of(service, std::span(&pin, 1));
}

}  // namespace

CandidateSet panic_set(const ServiceView& service, CandidateSet set) {
  switch (service.panic) {
    case config::Panic::use_all: return set;
    case config::Panic::last_good: return last_good_of(service, set);
    case config::Panic::refuse: break;
  }
  return 0;
}

// RFC 9110, 9.2.1: everything else may change something.
bool needs_primary(const ServiceView& service, std::string_view method) {
  if (service.primary == 0) return false;
  return method != "GET" && method != "HEAD" && method != "OPTIONS" && method != "TRACE";
}

Candidates find_candidates(const ServiceView& service, const Client& client,
                           std::string_view method) {
  Candidates found;
  const bool writes = needs_primary(service, method);
  found.fence = rule_of_fences(service, client.place);
  found.roles = found.fence.regions & (writes ? service.primary : service.all);
  found.enabled = found.roles & service.enabled;
  if (client.pin && !writes) found.pin = pin_of(service, *client.pin);
  const CandidateSet kept = found.pin & found.roles & service.keeps;
  found.live = (found.enabled | kept) & service.healthy;
  // What works and is only held is better than panic or a refusal.
  if (found.live == 0) found.live = (found.enabled | kept) & service.held;
  found.panic = found.live == 0 && found.enabled != 0 && !writes;
  if (found.panic) found.live = panic_set(service, found.enabled);
  return found;
}

CandidateSet candidates_of(const ServiceView& service, std::span<const UpstreamId> ids) {
  CandidateSet set = 0;
  if (ids.empty()) return set;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i)
    if (std::find(ids.begin(), ids.end(), service.upstreams[i].id) != ids.end()) set |= bit_of(i);
  return set;
}

}  // namespace meridian::routing
