#include "ours.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

#include "meridian/core/base/check.hpp"
#include "meridian/core/config/parse.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::lab {

namespace {

Instant at(std::size_t tick) {
  return Instant{} + std::chrono::hours(1) + tick * kTick;
}

void write_regions(std::ostream& out, std::size_t count) {
  out << "regions:\n";
  for (std::size_t i = 0; i < count; ++i) {
    const Site& site = region_sites()[i];
    out << "  " << site.name << ": {latitude: " << site.at.latitude
        << ", longitude: " << site.at.longitude << ", country: " << site.country << "}\n";
  }
}

void write_fence(std::ostream& out, std::size_t count) {
  const std::vector<bool> inside = inside_fence(count);
  out << "fences:\n  residency:\n    clients: {groups: [EEA], unknown: allow}\n    regions: [";
  const char* comma = "";
  for (std::size_t i = 0; i < count; ++i)
    if (inside[i]) out << std::exchange(comma, ", ") << region_sites()[i].name;
  out << "]\n";
}

std::string config_of(const Site& edge, const World& world, const std::string& policy) {
  std::ostringstream out;
  const std::size_t count = world.network.regions();
  out << "edge: {id: " << edge.name << ", location: {latitude: " << edge.at.latitude
      << ", longitude: " << edge.at.longitude << "}, country: " << edge.country << "}\n"
      << "geoip: {database: none.mmdb}\n"
      << "listeners:\n  - {name: web, bind: [\"127.0.0.1:8080\"], protocol: http}\n";
  write_regions(out, count);
  write_fence(out, count);
  out << "services:\n  api:\n    " << policy << "\n    fences: [residency]\n    upstreams:\n";
  for (std::size_t i = 0; i < count; ++i)
    out << "      " << region_sites()[i].name << ": {endpoints: [\"192.0.2.1:" << 8000 + i
        << "\"], capacity: {target: " << std::lround(world.traffic.target(i)) << "/s}}\n";
  out << "routes:\n  - service: api\n";
  return out.str();
}

std::shared_ptr<const config::Config> parse(const std::string& text) {
  auto parsed = config::parse_config(text, "");
  if (const auto* wrong = std::get_if<std::vector<config::Diagnostic>>(&parsed))
    for (const config::Diagnostic& line : *wrong)
      std::fprintf(stderr, "%s\n", config::format(line, "laboratory").c_str());
  MERIDIAN_CHECK(std::holds_alternative<config::Config>(parsed));
  return std::make_shared<const config::Config>(std::get<config::Config>(std::move(parsed)));
}

// As the prober takes it from the config.
latency::Damping damping_of(const config::Service& service) {
  for (const config::Step& step : service.steps)
    if (step.type == config::StepType::latency) return {step.min_gain, step.dwell};
  return {};
}

}  // namespace

Ours::Ours(const World& world, const std::string& policy)
    : world_(world), wants_(world.residents.size()) {
  for (const Site& site : edge_sites()) edges_.push_back(make_edge(site, policy));
  const std::size_t count = world.network.regions();
  spills_ = policy.find("capacity") != policy.npos;
  wanted_next_.resize(count * count);
  wanted_cost_.resize(count * routing::kCostClasses);
}

Ours::Edge Ours::make_edge(const Site& site, const std::string& policy) const {
  Edge edge;
  const auto config = parse(config_of(site, world_, policy));
  edge.inputs.topology = routing::Topology::build(config, nullptr).value();
  edge.region_of.resize(edge.inputs.topology->upstream_ids());
  std::vector<latency::LatencyTable::Upstream> watched;
  for (std::size_t i = 0; i < world_.network.regions(); ++i) {
    const auto* node = edge.inputs.topology->find("api", region_sites()[i].name);
    edge.region_of[index_of(node->id)] = i;
    edge.upstream_of.push_back(node->id);
    watched.push_back({node->id, damping_of(config->services.front())});
    edge.inputs.upstreams.push_back(
        {node->id, health::Health::up, health::HealthReason::none, Instant{}});
  }
  std::sort(edge.inputs.upstreams.begin(), edge.inputs.upstreams.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  edge.table.watch(watched);
  return edge;
}

void Ours::begin(std::size_t tick) {
  demand_changed_ = false;
  if (spills_ && tick > 0) count_demand(tick);
}

void Ours::add_wants(std::size_t tick) {
  const std::size_t count = world_.network.regions();
  double asked = 0;  // by one resident of the place
  std::uint32_t place = static_cast<std::uint32_t>(-1);
  for (std::size_t i = 0; i < world_.residents.size(); ++i) {
    if (std::exchange(place, world_.residents[i].place) != world_.residents[i].place)
      asked = world_.traffic.rate(tick, place) * kTick.count() / world_.residents_per_place;
    const routing::Want& want = wants_[i];
    if (!want.counts) continue;
    wanted_cost_[want.first * routing::kCostClasses + want.cost_class] += asked;
    if (want.next != want.first) wanted_next_[want.first * count + want.next] += asked;
  }
}

// Of all edges together, as the capacity is.
void Ours::count_demand(std::size_t tick) {
  add_wants(tick);
  const std::size_t count = world_.network.regions();
  const auto& upstreams = edges_.front().view->services.front().upstreams;
  std::vector<routing::WantedCounts> counts;
  for (std::size_t first = 0; first < count; ++first) {
    routing::WantedCounts& row = counts.emplace_back();
    row.id = upstreams[first].id;
    for (std::size_t i = 0; i < routing::kCostClasses; ++i)
      row.by_cost[i] = static_cast<std::uint64_t>(wanted_cost_[first * routing::kCostClasses + i]);
    for (std::size_t next = 0; next < count; ++next)
      row.by_next.emplace_back(upstreams[next].id,
                               static_cast<std::uint64_t>(wanted_next_[first * count + next]));
  }
  demand_changed_ = meter_.take(counts, at(tick));
}

bool Ours::probe(Edge& edge, std::size_t tick, std::size_t number) {
  bool changed = tick == 0;
  for (std::size_t region = 0; region < world_.network.regions(); ++region) {
    const UpstreamId id = edge.upstream_of[region];
    const bool out = world_.network.seen_out(tick, region);
    if (tick > 0 && out != world_.network.seen_out(tick - 1, region)) changed = true;
    edge.inputs.upstreams[index_of(id)].health = out ? health::Health::out : health::Health::up;
    if (world_.network.working(tick, region) == 0) continue;
    const double ms = world_.network.probe(tick, number, region);
    if (edge.table.connected(id, microseconds(std::llround(ms * 1000)), at(tick))) changed = true;
  }
  return edge.table.expire(at(tick)) || changed;
}

bool Ours::observe(std::size_t tick, std::size_t edge) {
  Edge& mine = edges_[edge];
  if (!probe(mine, tick, edge) && !demand_changed_) return false;
  mine.inputs.latency = mine.table.rows();
  mine.inputs.demand = meter_.demand();
  mine.view = routing::build_view(mine.view.get(), mine.inputs);
  return true;
}

std::size_t Ours::choose(std::size_t resident) {
  const Resident& who = world_.residents[resident];
  const Edge& edge = edges_[who.edge];
  routing::Request request;
  request.host = "api.example.com";
  request.path = "/";
  const routing::Decision decision = routing::decide(who.client, request, *edge.view, {}, {});
  wants_[resident] = decision.want;
  if (decision.outcome != routing::Outcome::forward || decision.count == 0) return kRefused;
  return edge.region_of[index_of(decision.candidate(0).id)];
}

}  // namespace meridian::lab
