// What a decision costs: a route, the fences and the steps of a policy at 3 and 30 regions, and the
// view that makes it cheap.
#include <benchmark/benchmark.h>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/decide.hpp"

namespace {

using namespace meridian;
using namespace meridian::routing;

constexpr std::string_view kHost = "api.example.com";

std::string region_name(int number) {
  return "region-" + std::to_string(number);
}

config::Service service_with(int regions, std::vector<config::StepType> steps) {
  config::Service service;
  service.id = "api";
  service.fences = {"residency"};
  for (int i = 0; i < regions; ++i) {
    config::Upstream upstream;
    upstream.region = region_name(i);
    upstream.endpoints.push_back({"192.0.2.1", static_cast<std::uint16_t>(8000 + i)});
    upstream.weight = static_cast<std::uint32_t>(50 + i);
    upstream.priority = static_cast<std::uint32_t>(1 + i / 4);
    service.upstreams.push_back(upstream);
  }
  for (const config::StepType type : steps) {
    config::Step& step = service.steps.emplace_back();
    step.type = type;
    if (type != config::StepType::geo) continue;
    config::GeoRule& rule = step.rules.emplace_back();
    rule.countries = {*geo::Country::parse("DE")};
    rule.tiers.resize(2);
    for (int i = 0; i < regions; ++i)
      rule.tiers[i < (regions + 1) / 2 ? 0 : 1].push_back(region_name(i));
  }
  return service;
}

ViewInputs inputs_with(int regions, std::vector<config::StepType> steps) {
  config::Config config;
  config.edge.location = geo::Coordinates{50.1, 8.7};
  for (int i = 0; i < regions; ++i)
    config.regions[region_name(i)].location = geo::Coordinates{-60.0 + 4 * i, -170.0 + 11 * i};
  config.services.push_back(service_with(regions, std::move(steps)));
  config::Fence& fence = config.fences.emplace_back();
  fence.id = "residency";
  fence.groups = {config::Group::EU};
  for (int i = 0; i < regions; ++i) fence.regions.push_back(region_name(i));
  config::Route& route = config.routes.emplace_back();
  route.hosts = {std::string(kHost)};
  route.service = "api";
  ViewInputs inputs;
  inputs.topology =
      Topology::build(std::make_shared<const config::Config>(std::move(config)), nullptr).value();
  return inputs;
}

Client client_in_germany() {
  Client client;
  client.place.country = *geo::Country::parse("DE");
  client.place.continent = geo::Continent::EU;
  client.place.located = true;
  client.place.coordinates = {51.1, 10.4};
  return client;
}

void decide_with_steps(benchmark::State& state, std::vector<config::StepType> steps) {
  const auto view =
      build_view(nullptr, inputs_with(static_cast<int>(state.range(0)), std::move(steps)));
  Client client = client_in_germany();
  Request request;
  request.host = kHost;
  request.path = "/v1/orders/4711";
  std::uint64_t number = 0;
  for (auto _ : state) {
    const std::uint64_t random = mix64(++number);  // no two requests alike, as in traffic
    client.address = IpAddress::v4(static_cast<std::uint32_t>(random));
    client.place.coordinates = {-60.0 + static_cast<double>(random % 121),
                                -180.0 + static_cast<double>(random / 121 % 361)};
    benchmark::DoNotOptimize(decide(client, request, *view, {}, {}));
  }
}

void BM_DecideGeo(benchmark::State& state) {
  decide_with_steps(state, {config::StepType::geo, config::StepType::weighted});
}
void BM_DecideNearest(benchmark::State& state) {
  decide_with_steps(state, {config::StepType::nearest});
}
void BM_DecideFailover(benchmark::State& state) {
  decide_with_steps(state, {config::StepType::priority, config::StepType::weighted});
}
void BM_DecideLatency(benchmark::State& state) {
  decide_with_steps(state, {config::StepType::latency, config::StepType::weighted});
}
void BM_DecideCapacity(benchmark::State& state) {
  decide_with_steps(
      state, {config::StepType::latency, config::StepType::weighted, config::StepType::capacity});
}
void BM_DecideWeighted(benchmark::State& state) {
  decide_with_steps(state, {config::StepType::weighted});
}
BENCHMARK(BM_DecideGeo)->Arg(3)->Arg(30);
BENCHMARK(BM_DecideNearest)->Arg(3)->Arg(30);
BENCHMARK(BM_DecideFailover)->Arg(3)->Arg(30);
BENCHMARK(BM_DecideLatency)->Arg(3)->Arg(30);
BENCHMARK(BM_DecideCapacity)->Arg(3)->Arg(30);
BENCHMARK(BM_DecideWeighted)->Arg(3)->Arg(30);

void BM_Admit(benchmark::State& state) {
  const auto view = build_view(
      nullptr, inputs_with(static_cast<int>(state.range(0)), {config::StepType::weighted}));
  const Client client = client_in_germany();
  for (auto _ : state) benchmark::DoNotOptimize(admit(*view, UpstreamId{1}, client, "GET"));
}
BENCHMARK(BM_Admit)->Arg(3)->Arg(30);

void BM_BuildView(benchmark::State& state) {
  const ViewInputs inputs = inputs_with(static_cast<int>(state.range(0)),
                                        {config::StepType::geo, config::StepType::weighted});
  for (auto _ : state) benchmark::DoNotOptimize(build_view(nullptr, inputs));
}
BENCHMARK(BM_BuildView)->Arg(3)->Arg(30)->Unit(benchmark::kMicrosecond);

// The bound of the design: 50 services in 30 regions, latencies imported for 250 places.
void BM_BuildViewLarge(benchmark::State& state) {
  constexpr int kServices = 50;
  constexpr int kRegions = 30;
  constexpr std::uint16_t kPlaces = 250;
  ViewInputs inputs =
      inputs_with(kRegions, {config::StepType::latency, config::StepType::weighted});
  config::Config config = *inputs.topology->config();
  for (int i = 1; i < kServices; ++i) {
    config.services.push_back(config.services.front());
    config.services.back().id = "service-" + std::to_string(i);
  }
  for (std::uint16_t place = 1; place <= kPlaces; ++place) {
    config::LatencyRow& row = config.latency_rows.emplace_back();
    row.countries = {geo::Country::from_index(place)};
    for (int i = 0; i < kRegions; ++i)
      row.regions[region_name(i)] =
          milliseconds(1 + mix64(place * 64U + static_cast<unsigned>(i)) % 200);
  }
  inputs.topology =
      Topology::build(std::make_shared<const config::Config>(std::move(config)), nullptr).value();
  for (auto _ : state) benchmark::DoNotOptimize(build_view(nullptr, inputs));
}
BENCHMARK(BM_BuildViewLarge)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
