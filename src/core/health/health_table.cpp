#include "meridian/core/health/health_table.hpp"

#include <algorithm>
#include <utility>

#include "core/health/critical.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::health {

void HealthTable::carry_over(const Tracked& old, Tracked& to) {
  for (std::size_t i = 0; i < to.settings.size(); ++i) {
    const auto at = std::find_if(old.settings.begin(), old.settings.end(),
                                 [&](const auto& s) { return s.name == to.settings[i].name; });
    if (at == old.settings.end()) continue;
    to.checks[i] = old.checks[static_cast<std::size_t>(at - old.settings.begin())];
  }
  to.verdict = old.verdict;
  // Checks that have left cannot end it: then time does.
  if (to.verdict) to.verdict->by_checks = to.verdict->by_checks && critical_checks(to).any;
  to.ejection = old.ejection;
  to.health = old.health;
}

void HealthTable::watch(std::vector<Upstream> upstreams, Instant now) {
  const auto old_endpoints = std::exchange(endpoints_, {});
  const auto old_upstreams = std::exchange(upstreams_, {});
  for (Upstream& upstream : upstreams) {
    Group& group = upstreams_[upstream.id];
    group.health = {upstream.id, Health::unknown, HealthReason::none, now};
    if (const auto old = old_upstreams.find(upstream.id); old != old_upstreams.end())
      group = old->second;
    group.endpoints.clear();
    group.min_healthy = upstream.min_healthy;
    group.policy = upstream.return_policy;
    for (Endpoint& endpoint : upstream.endpoints) {
      Tracked& tracked = endpoints_[endpoint.id];
      tracked.upstream = upstream.id;
      tracked.settings = std::move(endpoint.checks);
      tracked.checks.resize(tracked.settings.size());
      tracked.health.id = endpoint.id;
      const auto old = old_endpoints.find(endpoint.id);
      if (old != old_endpoints.end()) carry_over(old->second, tracked);
      judge(tracked, now);
      group.endpoints.push_back(endpoint.id);
    }
    judge(group, now);
  }
}

HealthTable::Applied HealthTable::apply(EndpointId endpoint, std::size_t check,
                                        const ProbeResult& result, Instant now,
                                        std::uint64_t random) {
  const auto at = endpoints_.find(endpoint);
  MERIDIAN_CHECK(at != endpoints_.end() && check < at->second.checks.size());
  Tracked& tracked = at->second;
  const CheckStep made = step(tracked.checks[check], tracked.settings[check], result, now, random);
  tracked.checks[check] = made.check;
  if (is_critical(tracked.settings[check])) tracked.health.last = result.outcome;
  return {rejudge(tracked, now), made.next_after};
}

// Nothing: this failure changes nothing.
std::optional<HealthTable::LiveVerdict> HealthTable::verdict_on(const Tracked& tracked,
                                                                LiveFailure kind) const {
  const std::vector<EndpointId>& all = upstreams_.at(tracked.upstream).endpoints;
  const auto ejected = std::count_if(all.begin(), all.end(), [&](EndpointId id) {
    const Tracked& other = endpoints_.at(id);
    return &other != &tracked && other.verdict && other.verdict->ejects;
  });
  const bool only = all.size() == 1;
  const bool fits = may_eject(all.size(), static_cast<std::size_t>(ejected));
  const bool checked = critical_checks(tracked).any;
  switch (kind) {
    case LiveFailure::connect: return LiveVerdict{kind, true, checked};
    case LiveFailure::broken:
      if (!only && !fits) return std::nullopt;
      return LiveVerdict{kind, true, only && checked};
    case LiveFailure::gateway_error: break;
  }
  return LiveVerdict{kind, fits, false};
}

bool HealthTable::live_failures(EndpointId endpoint, LiveFailure kind, Instant now,
                                std::uint64_t random) {
  const auto at = endpoints_.find(endpoint);
  if (at == endpoints_.end()) return false;
  Tracked& tracked = at->second;
  const bool stands = tracked.verdict.has_value();
  if (stands && kind <= tracked.verdict->kind) {
    if (kind == tracked.verdict->kind) tracked.ejection = prolong(tracked.ejection, now, random);
    return false;
  }
  if (!stands && tracked.health.health == Health::out) return false;
  const auto verdict = verdict_on(tracked, kind);
  if (!verdict) return false;
  tracked.verdict = verdict;
  tracked.ejection =
      stands ? prolong(tracked.ejection, now, random) : eject(tracked.ejection, now, random);
  ++upstreams_.at(tracked.upstream).ejections;
  for (std::size_t i = 0; verdict->by_checks && i < tracked.checks.size(); ++i)
    if (is_critical(tracked.settings[i])) tracked.checks[i] = force_down(tracked.checks[i], now);
  return rejudge(tracked, now);
}

bool HealthTable::paced(UpstreamId upstream, Pace pace, Instant now, std::uint64_t random) {
  const auto at = upstreams_.find(upstream);
  if (at == upstreams_.end()) return false;
  Group& group = at->second;
  const bool was_slow = group.slowness.slow;
  group.slowness = step(group.slowness, pace, now, random);
  if (group.slowness.slow && !was_slow) ++group.ejections;
  return judge(group, now);
}

bool HealthTable::advance(Instant now) {
  bool changed = false;
  for (auto& [id, tracked] : endpoints_) changed = judge(tracked, now) || changed;
  for (auto& [id, group] : upstreams_) {
    group.slowness = step(group.slowness, Pace::unknown, now, 0);
    changed = judge(group, now) || changed;
  }
  return changed;
}

bool HealthTable::readmit(UpstreamId upstream, Instant now) {
  const auto at = upstreams_.find(upstream);
  if (at == upstreams_.end()) return false;
  at->second.damping = health::readmit(at->second.damping, now);
  return judge(at->second, now);
}

const EndpointHealth* HealthTable::find(EndpointId id) const {
  const auto at = endpoints_.find(id);
  return at == endpoints_.end() ? nullptr : &at->second.health;
}

const UpstreamHealth* HealthTable::find(UpstreamId id) const {
  const auto at = upstreams_.find(id);
  return at == upstreams_.end() ? nullptr : &at->second.health;
}

std::span<const Check> HealthTable::checks(EndpointId id) const {
  const auto at = endpoints_.find(id);
  if (at == endpoints_.end()) return {};
  return at->second.checks;
}

std::uint64_t HealthTable::transitions(UpstreamId id) const {
  const auto at = upstreams_.find(id);
  return at == upstreams_.end() ? 0 : at->second.transitions;
}

std::uint64_t HealthTable::ejections(UpstreamId id) const {
  const auto at = upstreams_.find(id);
  return at == upstreams_.end() ? 0 : at->second.ejections;
}

std::vector<UpstreamHealth> HealthTable::upstreams() const {
  std::vector<UpstreamHealth> all;
  all.reserve(upstreams_.size());
  for (const auto& [id, group] : upstreams_) all.push_back(group.health);
  return all;
}

std::vector<EndpointHealth> HealthTable::endpoints() const {
  std::vector<EndpointHealth> all;
  all.reserve(endpoints_.size());
  for (const auto& [id, tracked] : endpoints_) all.push_back(tracked.health);
  return all;
}

bool HealthTable::first_round_done() const {
  return std::all_of(endpoints_.begin(), endpoints_.end(), [](const auto& entry) {
    const auto& checks = entry.second.checks;
    return std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.probed; });
  });
}

}  // namespace meridian::health
