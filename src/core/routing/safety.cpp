#include "meridian/core/routing/safety.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "core/routing/fence.hpp"
#include "core/routing/ranking.hpp"
#include "core/routing/use_overrides.hpp"

namespace meridian::routing {

namespace {

using state::Breach;

// The candidates that take new clients under these overrides, whatever their health.
CandidateSet taking_of(const View& view, const ServiceView& service,
                       const std::vector<AppliedOverride>& applied) {
  CandidateSet taking = 0;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i) {
    const UpstreamView& upstream = service.upstreams[i];
    const config::Upstream& file = *view.topology->find(service.id, upstream.region)->config;
    const AppliedOverride* own = find_override(applied, upstream.id);
    const auto weight = own != nullptr ? own->weight.value_or(file.weight) : file.weight;
    const auto state = own != nullptr ? own->state.value_or(file.state) : file.state;
    if (weight != 0 && state == config::UpstreamState::enabled) taking |= bit_of(i);
  }
  return taking;
}

// A service before and after.
struct Compared {
  const ServiceView& service;
  CandidateSet before;
  CandidateSet after;
};

// Fewer than `least`, and fewer than there were.
bool falls_below(CandidateSet before, CandidateSet after, int least) {
  return std::popcount(after) < least && std::popcount(after) < std::popcount(before);
}

void judge_fences(const Compared& one, std::vector<Breach>& breaches) {
  for (const BoundFence& bound : one.service.fences) {
    const CandidateSet works = bound.regions & one.service.healthy;
    if (!falls_below(one.before & works, one.after & works, 1)) continue;
    breaches.push_back({"fence", "inside the fence `" + bound.fence->config->id + "` service `" +
                                     one.service.id +
                                     "` would have no region left that works and takes clients"});
  }
}

CandidateSet named_in(const ServiceView& service, const std::vector<std::string>& regions) {
  CandidateSet named = 0;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i)
    if (std::find(regions.begin(), regions.end(), service.upstreams[i].region) != regions.end())
      named |= bit_of(i);
  return named;
}

void judge_at_least(const config::AtLeast& rule, const Compared& one,
                    std::vector<Breach>& breaches) {
  const CandidateSet named = named_in(one.service, rule.regions);
  const int least = static_cast<int>(rule.count);
  if (std::popcount(named) < least) return;  // the service is not in so many
  if (!falls_below(one.before & named, one.after & named, least)) return;
  breaches.push_back({rule.name, "service `" + one.service.id + "` would take clients in " +
                                     std::to_string(std::popcount(one.after & named)) +
                                     " of these regions; at least " + std::to_string(least) +
                                     " must"});
}

double capacity_of(const View& view, const ServiceView& service, CandidateSet taking) {
  double sum = 0;
  for (std::size_t i = 0; i < service.upstreams.size(); ++i) {
    if ((taking & service.healthy & bit_of(i)) == 0) continue;
    const auto& file = *view.topology->find(service.id, service.upstreams[i].region)->config;
    if (file.capacity.target == 0) return -1;  // without a bound
    sum += file.capacity.target;
  }
  return sum;
}

double demand_of(const View& view, const ServiceView& service) {
  double sum = 0;
  for (const Demand& demand : view.demand) {
    if (index_of(demand.id) >= view.by_upstream.size()) continue;
    if (view.by_upstream[index_of(demand.id)].service != &service) continue;
    sum = std::accumulate(demand.by_cost.begin(), demand.by_cost.end(), sum);
  }
  return sum;
}

void judge_capacity(const View& view, const Compared& one, std::vector<Breach>& breaches) {
  if (one.service.capacity == nullptr) return;
  const double before = capacity_of(view, one.service, one.before);
  const double after = capacity_of(view, one.service, one.after);
  const double wanted = demand_of(view, one.service);
  if (after < 0 || after >= wanted || (before >= 0 && after >= before)) return;
  breaches.push_back({"capacity", "clients want " + std::to_string(static_cast<long>(wanted)) +
                                      " requests/s of service `" + one.service.id +
                                      "`, and its regions would have capacity for " +
                                      std::to_string(static_cast<long>(after))});
}

std::vector<Breach> judge_times(const config::Safety& safety, const state::Overrides& before,
                                const state::Overrides& after, state::StoreTime now) {
  std::vector<Breach> breaches;
  if (safety.freeze && before.entries != after.entries)
    breaches.push_back({"freeze", "changes are frozen: `safety.freeze` in the config file"});
  if (safety.wait_period == milliseconds(0)) return breaches;
  for (const auto& [target, entry] : before.entries) {
    const auto next = after.entries.find(target);
    const bool same = next != after.entries.end() && next->second == entry;
    if (same || entry.at + safety.wait_period <= now) continue;
    const auto left = std::chrono::ceil<seconds>(entry.at + safety.wait_period - now);
    breaches.push_back(
        {"wait_period", state::id_of(target) +
                            " was changed a moment ago; it can be changed again in " +
                            std::to_string(left.count()) + " s"});
  }
  return breaches;
}

}  // namespace

std::vector<state::Breach> judge_change(const View& view, const state::Overrides& before,
                                        const state::Overrides& after, state::StoreTime now) {
  const config::Safety& safety = view.topology->config()->safety;
  std::vector<Breach> breaches = judge_times(safety, before, after, now);
  const auto applied_before = resolve(before, *view.topology);
  const auto applied_after = resolve(after, *view.topology);
  for (const ServiceView& service : view.services) {
    const Compared one{service, taking_of(view, service, applied_before),
                       taking_of(view, service, applied_after)};
    if (one.before == one.after) continue;
    judge_fences(one, breaches);
    for (const config::AtLeast& rule : safety.at_least) judge_at_least(rule, one, breaches);
    if (safety.capacity) judge_capacity(view, one, breaches);
  }
  return breaches;
}

}  // namespace meridian::routing
