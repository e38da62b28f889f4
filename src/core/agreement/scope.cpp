#include "meridian/core/agreement/scope.hpp"

#include <algorithm>

#include "meridian/core/health/damping.hpp"

namespace meridian::agreement {

namespace {

using health::Health;

bool works(const health::UpstreamHealth& own) {
  return own.health == Health::up || own.health == Health::degraded;
}

health::UpstreamHealth ramped(health::UpstreamHealth own, const config::ReturnPolicy& policy,
                              Instant back_at, Instant now) {
  health::Damping damping;
  damping.back_at = back_at;
  own.ramp_percent = std::min(own.ramp_percent, health::ramp_percent(damping, policy, now));
  return own;
}

health::UpstreamHealth out_by(const Facts& facts) {
  health::UpstreamHealth health = facts.own;
  health.health = Health::out;
  health.reason = health::HealthReason::agreed;
  health.votes = facts.verdict->down;
  health.voters = facts.verdict->members;
  health.since = facts.verdict_since;
  return health;
}

// Another verdict than the one before begins or ends an outage.
void notice(const Verdict& verdict, Concern& concern) {
  if (concern.since == verdict.since && concern.out == verdict.out) return;
  const bool seen = concern.out && !verdict.out;  // else an outage went by unseen
  if (!seen) concern = {{}, false, verdict.out, Instant{}};
  concern.since = verdict.since;
  concern.out = verdict.out;
}

Joined join_back(const Facts& facts, const Concern& concern, Instant now) {
  if (concern.spared) return {facts.own, false};
  const bool lifted = concern.lifted_at != Instant{};
  const Instant back_at = lifted ? concern.lifted_at : facts.verdict_since;
  return {ramped(facts.own, facts.return_policy, back_at, now), false};
}

}  // namespace

Joined join(const Facts& facts, Concern& concern, Instant now) {
  const Verdict* verdict = facts.verdict;
  if (verdict == nullptr || verdict->members < kVoicesMin) {
    concern = {};
    return {facts.own, false};
  }
  notice(*verdict, concern);
  if (!verdict->out) return join_back(facts, concern, now);
  if (!works(facts.own)) concern.lifted_at = Instant{};
  if (!health::serves(facts.own.health)) return {facts.own, true};
  const bool own_path =
      verdict->kind == Kind::path && works(facts.own) && facts.path_scope == PathScope::local;
  if (own_path) return {facts.own, false};
  concern.spared = false;
  if (facts.store_silent && works(facts.own) && concern.lifted_at == Instant{})
    concern.lifted_at = now;
  if (concern.lifted_at == Instant{}) return {out_by(facts), true};
  return {ramped(facts.own, facts.return_policy, concern.lifted_at, now), false};
}

}  // namespace meridian::agreement
