// HealthTable's judgement: from checks and live verdicts to endpoints, from endpoints to upstreams.
#include "meridian/core/health/health_table.hpp"

#include <algorithm>

#include "core/health/critical.hpp"

namespace meridian::health {
namespace {

HealthReason reason_of(LiveFailure kind) {
  switch (kind) {
    case LiveFailure::connect: return HealthReason::connect_failures;
    case LiveFailure::broken: return HealthReason::live_failures;
    case LiveFailure::gateway_error: break;
  }
  return HealthReason::gateway_errors;
}

bool same(const UpstreamHealth& a, const UpstreamHealth& b) {
  return a.health == b.health && a.reason == b.reason && a.refused == b.refused &&
         a.ramp_percent == b.ramp_percent && a.held_until == b.held_until;
}

}  // namespace

HealthTable::Critical HealthTable::critical_checks(const Tracked& tracked) {
  Critical critical;
  for (std::size_t i = 0; i < tracked.settings.size(); ++i) {
    if (!is_critical(tracked.settings[i])) continue;
    const Check& check = tracked.checks[i];
    critical.any = true;
    critical.all_up = critical.all_up && check.state == CheckState::up;
    if (check.state != CheckState::down) continue;
    critical.one_down = true;
    if (critical.failure == ProbeOutcome::ok) critical.failure = check.last;
  }
  return critical;
}

void HealthTable::end_verdict(Tracked& tracked, const Critical& critical, Instant now) {
  LiveVerdict& verdict = *tracked.verdict;
  verdict.checks_failed = verdict.checks_failed || critical.one_down;
  const bool checks_are_back = verdict.checks_failed && critical.any && critical.all_up;
  const bool over = !verdict.by_checks && now >= tracked.ejection.until;
  if (checks_are_back || over) tracked.verdict.reset();
}

bool HealthTable::judge(Tracked& tracked, Instant now) {
  const Critical critical = critical_checks(tracked);
  if (tracked.verdict) end_verdict(tracked, critical, now);
  const EndpointHealth before = tracked.health;
  EndpointHealth& after = tracked.health;
  const bool ejected = tracked.verdict && tracked.verdict->ejects;
  after.health = critical.any && critical.all_up ? Health::up : Health::unknown;
  if (tracked.verdict) after.health = Health::degraded;
  if (critical.one_down || ejected) after.health = Health::out;
  after.reason = HealthReason::none;
  if (critical.one_down)
    after.reason = critical.failure == ProbeOutcome::unresolved ? HealthReason::unresolved
                                                                : HealthReason::check_failed;
  if (tracked.verdict && (ejected || !critical.one_down))
    after.reason = reason_of(tracked.verdict->kind);
  const bool refused =
      after.health == Health::out &&
      (after.reason == HealthReason::connect_failures || critical.failure == ProbeOutcome::refused);
  const bool changed =
      after.health != before.health || after.reason != before.reason || refused != tracked.refused;
  tracked.refused = refused;
  return changed;
}

// What the endpoints say, before damping.
UpstreamHealth HealthTable::join(const Group& group) const {
  UpstreamHealth joined;
  std::size_t serving = 0;
  std::size_t degraded = 0;
  bool any_up = false;
  joined.refused = true;
  for (const EndpointId id : group.endpoints) {
    const Tracked& tracked = endpoints_.at(id);
    const EndpointHealth& endpoint = tracked.health;
    any_up = any_up || endpoint.health == Health::up;
    serving += serves(endpoint.health) ? 1 : 0;
    degraded += endpoint.health == Health::degraded ? 1 : 0;
    if (endpoint.health != Health::out) continue;
    joined.refused = joined.refused && tracked.refused;
    const bool agrees = joined.reason == HealthReason::none || joined.reason == endpoint.reason;
    joined.reason = agrees ? endpoint.reason : HealthReason::check_failed;
  }
  if (!group.endpoints.empty() && serving < std::max(group.min_healthy, 1U)) {
    joined.health = Health::out;
    if (serving != 0) joined.reason = HealthReason::too_few_endpoints;
    return joined;
  }
  joined.refused = false;
  const bool badly = serving != 0 && degraded == serving;
  joined.health = badly ? Health::degraded : any_up ? Health::up : Health::unknown;
  joined.reason = badly ? HealthReason::gateway_errors : HealthReason::none;
  return joined;
}

bool HealthTable::judge(Group& group, Instant now) const {
  UpstreamHealth after = join(group);
  if (group.slowness.slow && (after.health == Health::up || after.health == Health::unknown)) {
    after.health = Health::degraded;
    after.reason = HealthReason::slow_answers;
  }
  group.damping = step(group.damping, after.health != Health::out, group.policy, now);
  if (group.damping.admission == Admission::held) {
    after.health = Health::held;
    after.held_until = held_until(group.damping, group.policy);
    after.reason = group.policy.failback == config::Failback::manual
                       ? HealthReason::awaiting_operator
                       : HealthReason::flapping;
  }
  after.ramp_percent = ramp_percent(group.damping, group.policy, now);
  after.id = group.health.id;
  const bool moved = after.health != group.health.health;
  after.since = moved ? now : group.health.since;
  if (moved && (after.health == Health::up || after.health == Health::out)) ++group.transitions;
  const bool changed = !same(after, group.health);
  group.health = after;
  return changed;
}

bool HealthTable::rejudge(Tracked& tracked, Instant now) {
  const bool endpoint_changed = judge(tracked, now);
  const bool upstream_changed = judge(upstreams_.at(tracked.upstream), now);
  return endpoint_changed || upstream_changed;
}

}  // namespace meridian::health
