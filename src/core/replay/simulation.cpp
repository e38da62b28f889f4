#include "meridian/core/replay/simulation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/replay/fence_check.hpp"
#include "meridian/core/replay/logged_request.hpp"
#include "meridian/core/routing/expected_latency.hpp"

namespace meridian::replay {

namespace {

enum Side : std::size_t { kBefore, kAfter };
using BothSides = std::array<std::uint64_t, 2>;

// What happened to one client, over all its requests to one service.
struct ClientMarks {
  bool moved = false;
  std::array<bool, 2> refused{};
};

struct Tally {
  std::uint64_t requests = 0;
  std::map<std::string, BothSides, std::less<>> regions;  // requests; "": no region
  std::unordered_map<std::uint64_t, ClientMarks> clients;
  BothSides violations{};
  std::array<std::vector<float>, 2> kilometres;
  std::array<std::vector<float>, 2> milliseconds;  // as many on both sides
  std::vector<float> milliseconds_more;            // of requests that go elsewhere
  std::array<bool, latency::kSourceCount> sources{};
};

// One decision, in the terms of the report.
struct Verdict {
  const routing::ServiceView* service = nullptr;
  const routing::UpstreamView* upstream = nullptr;  // null: no region
  bool refused = false;
  bool breaks_fence = false;
  std::optional<routing::LatencyBook::Expected> latency;
};

// One of the two views.
struct World {
  explicit World(const routing::View& of) : view(of), latencies(of) {}
  const routing::View& view;
  routing::LatencyBook latencies;
};

Verdict judge(const World& world, const Sample& sample, const geo::Place& place,
              const std::vector<http::Field>& fields) {
  const routing::View& view = world.view;
  const routing::Request request{.host = sample.host,
                                 .path = sample.path,
                                 .method = sample.method,
                                 .fields = fields,
                                 .request_key = sample.request_key};
  routing::Client client{sample.client, place};
  if (!sample.pin.empty())
    client.pin = pin_in(sample.pin, routing::service_for(client, request, view));
  const auto decision = routing::decide(client, request, view, {}, {});
  Verdict verdict;
  verdict.service = decision.service;
  verdict.refused = decision.outcome == routing::Outcome::refuse;
  if (decision.outcome != routing::Outcome::forward) return verdict;
  verdict.upstream = &decision.candidate(0);
  verdict.breaks_fence = breaks_fence(view, *decision.service, place, verdict.upstream->region);
  verdict.latency = world.latencies.find(*decision.service, client, decision.order[0]);
  return verdict;
}

void count(Tally& tally, ClientMarks& client, const Verdict& verdict, Side side) {
  client.refused[side] = client.refused[side] || verdict.refused;
  tally.violations[side] += verdict.breaks_fence ? 1 : 0;
  ++tally.regions[verdict.upstream == nullptr ? "" : verdict.upstream->region][side];
}

void measure(Tally& tally, const Verdict& verdict, const geo::Place& place, Side side) {
  if (verdict.upstream == nullptr || !verdict.upstream->located || !place.located) return;
  tally.kilometres[side].push_back(
      static_cast<float>(geo::distance_km(place.coordinates, verdict.upstream->location)));
}

// Sources are never mixed in one comparison.
void compare(Tally& tally, const Verdict& before, const Verdict& after, bool moves) {
  if (!before.latency || !after.latency || before.latency->source != after.latency->source) return;
  const auto in_ms = [](const Verdict& verdict) {
    return static_cast<float>(verdict.latency->value.count()) / 1000;
  };
  tally.milliseconds[kBefore].push_back(in_ms(before));
  tally.milliseconds[kAfter].push_back(in_ms(after));
  if (moves) tally.milliseconds_more.push_back(in_ms(after) - in_ms(before));
  tally.sources[static_cast<std::size_t>(before.latency->source)] = true;
}

std::optional<Quantiles> quantiles_of(std::vector<float> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const auto last = static_cast<double>(values.size() - 1);
    return static_cast<double>(values[static_cast<std::size_t>(std::lround(last * share))]);
  };
  return Quantiles{at(0.5), at(0.95)};
}

std::optional<LatencyChange> latency_change(const Tally& tally) {
  const auto before = quantiles_of(tally.milliseconds[kBefore]);
  const auto after = quantiles_of(tally.milliseconds[kAfter]);
  if (!before || !after) return std::nullopt;
  LatencyChange change{*before, *after, quantiles_of(tally.milliseconds_more), {}};
  for (std::size_t i = 0; i < tally.sources.size(); ++i)
    if (tally.sources[i]) change.sources.push_back(static_cast<latency::Source>(i));
  return change;
}

double bound_of(const Tally& tally) {
  double variation = 0;
  for (const auto& [region, requests] : tally.regions)
    variation +=
        std::abs(static_cast<double>(requests[kAfter]) - static_cast<double>(requests[kBefore]));
  variation /= 2 * static_cast<double>(tally.requests);
  return 2 * variation / (1 + variation);
}

std::optional<std::uint32_t> capacity_of(const routing::View& view, std::string_view service,
                                         std::string_view region) {
  const routing::UpstreamNode* node = view.topology->find(service, region);
  if (node == nullptr || node->config->capacity.target == 0) return std::nullopt;
  return node->config->capacity.target;
}

ServiceChange change_of(const std::string& service, const Tally& tally,
                        const routing::View& after) {
  ServiceChange change;
  change.service = service;
  change.requests = tally.requests;
  change.clients = tally.clients.size();
  for (const auto& [key, client] : tally.clients) {
    change.clients_moved += client.moved ? 1 : 0;
    change.clients_refused += client.refused[kAfter] && !client.refused[kBefore] ? 1 : 0;
    change.before.refused_clients += client.refused[kBefore] ? 1 : 0;
    change.after.refused_clients += client.refused[kAfter] ? 1 : 0;
  }
  change.moved_bound = bound_of(tally);
  for (const auto& [region, requests] : tally.regions)
    if (!region.empty())
      change.regions.push_back(
          {region, requests[kBefore], requests[kAfter], capacity_of(after, service, region)});
  change.before.fence_violations = tally.violations[kBefore];
  change.after.fence_violations = tally.violations[kAfter];
  change.before.distances = quantiles_of(tally.kilometres[kBefore]);
  change.after.distances = quantiles_of(tally.kilometres[kAfter]);
  change.latency = latency_change(tally);
  return change;
}

}  // namespace

struct Simulation::State {
  State(const routing::View& was, const routing::View& will_be) : before(was), after(will_be) {}
  World before;
  World after;
  std::uint64_t requests = 0;
  std::uint64_t without_service = 0;
  std::map<std::string, Tally> services;
};

Simulation::Simulation(const routing::View& before, const routing::View& after)
    : state_(std::make_unique<State>(before, after)) {}
Simulation::~Simulation() = default;

void Simulation::add(const Sample& sample) {
  std::vector<http::Field> fields;
  for (const auto& [name, value] : sample.headers)
    fields.push_back({name, value, http::field_id(name)});
  const Verdict before = judge(state_->before, sample, sample.before, fields);
  const Verdict after = judge(state_->after, sample, sample.after, fields);
  ++state_->requests;
  const routing::ServiceView* service = before.service != nullptr ? before.service : after.service;
  if (service == nullptr) {
    ++state_->without_service;
    return;
  }
  Tally& tally = state_->services[service->id];
  ++tally.requests;
  ClientMarks& client = tally.clients[hash_of(sample.client.client_key())];
  const auto region_of = [](const Verdict& verdict) {
    return verdict.upstream == nullptr ? std::string_view() : verdict.upstream->region;
  };
  const bool moves = region_of(before) != region_of(after);
  client.moved = client.moved || moves;
  compare(tally, before, after, moves);
  count(tally, client, before, kBefore);
  count(tally, client, after, kAfter);
  measure(tally, before, sample.before, kBefore);
  measure(tally, after, sample.after, kAfter);
}

SimulationReport Simulation::report() const {
  SimulationReport report;
  report.requests = state_->requests;
  report.without_service = state_->without_service;
  for (const auto& [service, tally] : state_->services)
    report.services.push_back(change_of(service, tally, state_->after.view));
  return report;
}

SimulationReport simulate(const routing::View& before, const routing::View& after,
                          std::span<const Sample> samples) {
  Simulation simulation(before, after);
  for (const Sample& sample : samples) simulation.add(sample);
  return simulation.report();
}

}  // namespace meridian::replay
