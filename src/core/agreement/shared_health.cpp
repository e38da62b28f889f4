#include "meridian/core/agreement/shared_health.hpp"

#include <algorithm>
#include <utility>

namespace meridian::agreement {

namespace {

// In `own`, which is sorted by id; unknown where it is absent.
health::UpstreamHealth health_of(std::span<const health::UpstreamHealth> own, UpstreamId id) {
  const auto at = std::lower_bound(
      own.begin(), own.end(), id,
      [](const health::UpstreamHealth& health, UpstreamId wanted) { return health.id < wanted; });
  if (at != own.end() && at->id == id) return *at;
  health::UpstreamHealth unknown;
  unknown.id = id;
  return unknown;
}

bool same(const Joined& a, const Joined& b) {
  return a.agreed == b.agreed && a.health.id == b.health.id && a.health.health == b.health.health &&
         a.health.reason == b.health.reason && a.health.refused == b.health.refused &&
         a.health.ramp_percent == b.health.ramp_percent &&
         a.health.held_until == b.health.held_until && a.health.votes == b.health.votes &&
         a.health.voters == b.health.voters;
}

}  // namespace

void SharedHealth::watch(std::vector<Upstream> upstreams) {
  std::sort(upstreams.begin(), upstreams.end(),
            [](const Upstream& a, const Upstream& b) { return a.watched.id < b.watched.id; });
  std::map<std::string, Concern> kept;
  for (const Upstream& upstream : upstreams)
    kept[upstream.watched.name] = concerns_[upstream.watched.name];
  upstreams_ = std::move(upstreams);
  concerns_ = std::move(kept);
}

std::vector<Watched> SharedHealth::watched() const {
  std::vector<Watched> all;
  for (const Upstream& upstream : upstreams_) all.push_back(upstream.watched);
  return all;
}

bool SharedHealth::join(std::span<const health::UpstreamHealth> own, const Reporter& reporter,
                        milliseconds verdict_ttl, Instant now) {
  const auto heard = reporter.heard_at();
  std::vector<Joined> next;
  for (const Upstream& upstream : upstreams_) {
    Facts facts;
    facts.own = health_of(own, upstream.watched.id);
    const auto verdict = reporter.verdicts().find(upstream.watched.name);
    if (verdict != reporter.verdicts().end()) {
      facts.verdict = &verdict->second;
      facts.verdict_since = reporter.clock().instant_of(verdict->second.since, now);
    }
    facts.store_silent = heard && now - *heard > verdict_ttl;
    facts.path_scope = upstream.path_scope;
    facts.return_policy = upstream.return_policy;
    next.push_back(agreement::join(facts, concerns_[upstream.watched.name], now));
  }
  const bool changed = !std::equal(next.begin(), next.end(), joined_.begin(), joined_.end(), same);
  joined_ = std::move(next);
  return changed;
}

const Joined* SharedHealth::find(UpstreamId id) const {
  const auto at = std::lower_bound(
      joined_.begin(), joined_.end(), id,
      [](const Joined& joined, UpstreamId wanted) { return joined.health.id < wanted; });
  return at != joined_.end() && at->health.id == id ? &*at : nullptr;
}

}  // namespace meridian::agreement
