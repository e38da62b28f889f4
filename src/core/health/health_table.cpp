#include "meridian/core/health/health_table.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/check.hpp"

namespace meridian::health {
namespace {

bool is_critical(const config::HealthCheck& settings) {
  return settings.severity == config::CheckSeverity::critical;
}

}  // namespace

std::string_view to_string(Health health) {
  switch (health) {
    case Health::unknown: return "unknown";
    case Health::up: return "up";
    case Health::out: return "out";
  }
  return "";
}

std::string_view to_string(HealthReason reason) {
  switch (reason) {
    case HealthReason::none: return "none";
    case HealthReason::check_failed: return "check_failed";
    case HealthReason::connect_failures: return "connect_failures";
    case HealthReason::unresolved: return "unresolved";
  }
  return "";
}

bool HealthTable::has_critical(const Tracked& tracked) {
  return std::any_of(tracked.settings.begin(), tracked.settings.end(), is_critical);
}

void HealthTable::carry_over(const Tracked& old, Tracked& to) {
  for (std::size_t i = 0; i < to.settings.size(); ++i) {
    const auto at = std::find_if(old.settings.begin(), old.settings.end(),
                                 [&](const auto& s) { return s.name == to.settings[i].name; });
    if (at == old.settings.end()) continue;
    to.checks[i] = old.checks[static_cast<std::size_t>(at - old.settings.begin())];
  }
  to.connect_failed = old.connect_failed;
  to.connect_failed_at = old.connect_failed_at;
  to.health = old.health;
}

void HealthTable::watch(std::vector<Upstream> upstreams, Instant now) {
  const auto old_endpoints = std::exchange(endpoints_, {});
  const auto old_upstreams = std::exchange(upstreams_, {});
  for (Upstream& upstream : upstreams) {
    Group& group = upstreams_[upstream.id];
    group.health = {upstream.id, Health::unknown, HealthReason::none, now};
    if (const auto old = old_upstreams.find(upstream.id); old != old_upstreams.end()) {
      group.health = old->second.health;
      group.transitions = old->second.transitions;
    }
    for (Endpoint& endpoint : upstream.endpoints) {
      Tracked& tracked = endpoints_[endpoint.id];
      tracked.upstream = upstream.id;
      tracked.settings = std::move(endpoint.checks);
      tracked.checks.resize(tracked.settings.size());
      tracked.health.id = endpoint.id;
      const auto old = old_endpoints.find(endpoint.id);
      if (old != old_endpoints.end()) carry_over(old->second, tracked);
      judge(tracked);
      group.endpoints.push_back(endpoint.id);
    }
    judge(group, now);
  }
}

// A passive verdict put every critical check down, so it ends when they are up again.
bool HealthTable::judge(Tracked& tracked) {
  bool down = false;
  bool all_up = true;
  ProbeOutcome failure = ProbeOutcome::ok;
  for (std::size_t i = 0; i < tracked.settings.size(); ++i) {
    if (!is_critical(tracked.settings[i])) continue;
    const Check& check = tracked.checks[i];
    all_up = all_up && check.state == CheckState::up;
    if (check.state != CheckState::down) continue;
    down = true;
    if (failure == ProbeOutcome::ok) failure = check.last;
  }
  const bool checked = has_critical(tracked);
  if (checked && !down) tracked.connect_failed = false;
  const bool out = down || tracked.connect_failed;
  const Health health = out ? Health::out : checked && all_up ? Health::up : Health::unknown;
  HealthReason reason = HealthReason::none;
  if (tracked.connect_failed) {
    reason = HealthReason::connect_failures;
  } else if (out) {
    reason =
        failure == ProbeOutcome::unresolved ? HealthReason::unresolved : HealthReason::check_failed;
  }
  const bool changed = health != tracked.health.health || reason != tracked.health.reason;
  tracked.health.health = health;
  tracked.health.reason = reason;
  return changed;
}

bool HealthTable::judge(Group& group, Instant now) const {
  bool any_up = false;
  bool all_out = !group.endpoints.empty();
  HealthReason reason = HealthReason::none;
  for (const EndpointId id : group.endpoints) {
    const EndpointHealth& endpoint = endpoints_.at(id).health;
    any_up = any_up || endpoint.health == Health::up;
    all_out = all_out && endpoint.health == Health::out;
    const bool same = reason == HealthReason::none || reason == endpoint.reason;
    reason = same ? endpoint.reason : HealthReason::check_failed;
  }
  const Health health = all_out ? Health::out : any_up ? Health::up : Health::unknown;
  if (!all_out) reason = HealthReason::none;
  const bool moved = health != group.health.health;
  const bool changed = moved || reason != group.health.reason;
  if (moved) group.health.since = now;
  if (moved && health != Health::unknown) ++group.transitions;
  group.health.health = health;
  group.health.reason = reason;
  return changed;
}

bool HealthTable::rejudge(Tracked& tracked, Instant now) {
  const bool endpoint_changed = judge(tracked);
  const bool upstream_changed = judge(upstreams_.at(tracked.upstream), now);
  return endpoint_changed || upstream_changed;
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

bool HealthTable::connect_failures(EndpointId endpoint, Instant now) {
  const auto at = endpoints_.find(endpoint);
  if (at == endpoints_.end()) return false;
  Tracked& tracked = at->second;
  tracked.connect_failed_at = now;
  if (tracked.health.health == Health::out) return false;
  tracked.connect_failed = true;
  for (std::size_t i = 0; i < tracked.checks.size(); ++i) {
    if (is_critical(tracked.settings[i])) tracked.checks[i] = force_down(tracked.checks[i], now);
  }
  return rejudge(tracked, now);
}

bool HealthTable::expire(Instant now) {
  bool changed = false;
  for (auto& [id, tracked] : endpoints_) {
    if (!tracked.connect_failed || has_critical(tracked)) continue;
    if (now - tracked.connect_failed_at < kPassiveOut) continue;
    tracked.connect_failed = false;
    changed = rejudge(tracked, now) || changed;
  }
  return changed;
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
