#include "meridian/core/replay/simulation.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/routing/world.hpp"

namespace meridian::replay {
namespace {

using namespace routing::test;
using routing::View;

constexpr std::uint32_t kSamples = 20'000;

std::vector<Sample> samples_in(std::string_view country, std::uint32_t count = kSamples) {
  std::vector<Sample> samples;
  for (std::uint32_t i = 0; i < count; ++i) {
    const routing::Client client = client_in(country, i);
    Sample sample;
    sample.client = client.address;
    sample.before = sample.after = client.place;
    sample.host = kHost;
    samples.push_back(sample);
  }
  return samples;
}

ServiceChange only_service(const SimulationReport& report) {
  EXPECT_EQ(report.services.size(), 1U);
  return report.services.at(0);
}

config::Config weighted() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::weighted)};
  return config;
}

double share_after(const ServiceChange& change, std::string_view region) {
  for (const RegionShare& share : change.regions)
    if (share.region == region)
      return static_cast<double>(share.requests_after) / static_cast<double>(change.requests);
  return 0;
}

TEST(Simulation, ChangesNothingBetweenEqualViews) {
  const auto view = view_of(weighted());
  const auto change = only_service(simulate(*view, *view, samples_in("DE")));
  EXPECT_EQ(change.requests, kSamples);
  EXPECT_EQ(change.clients, kSamples);
  EXPECT_EQ(change.clients_moved, 0U);
  EXPECT_EQ(change.moved_bound, 0);
  EXPECT_EQ(change.regions.size(), 3U);
  EXPECT_EQ(change.before.distances->p50, change.after.distances->p50);
}

TEST(Simulation, TellsSharesAndMovesOfAChangedWeightWithinTheBound) {
  config::Config other = weighted();
  upstream_of(other, "us").weight = 300;
  const auto change =
      only_service(simulate(*view_of(weighted()), *view_of(std::move(other)), samples_in("DE")));
  EXPECT_NEAR(share_after(change, "us"), 0.6, 0.01);
  EXPECT_NEAR(share_after(change, "eu"), 0.2, 0.01);
  const double moved = static_cast<double>(change.clients_moved) / kSamples;
  EXPECT_NEAR(moved, 0.6 - 1.0 / 3, 0.01);
  EXPECT_LE(moved, change.moved_bound + 0.005);
}

TEST(Simulation, ALostRegionMovesItsOwnClients) {
  const auto topology = topology_of(weighted());
  const auto before = build_view(nullptr, inputs_of(topology));
  const auto after = build_view(before.get(), inputs_of(topology, {"eu"}));
  const auto change = only_service(simulate(*before, *after, samples_in("DE")));
  for (const RegionShare& share : change.regions)
    if (share.region == "eu") {
      EXPECT_EQ(share.requests_before, change.clients_moved);
      EXPECT_EQ(share.requests_after, 0U);
    }
  EXPECT_EQ(change.clients_refused, 0U);
}

TEST(Simulation, CountsClientsThatAreRefusedOnlyAfter) {
  config::Config config = weighted();
  add_fence(config, "residency", {"DE"}, {"eu"});
  service_of(config).panic = config::Panic::refuse;
  const auto topology = topology_of(config);
  const auto before = build_view(nullptr, inputs_of(topology));
  const auto after = build_view(before.get(), inputs_of(topology, {"eu"}));
  const auto change = only_service(simulate(*before, *after, samples_in("DE", 100)));
  EXPECT_EQ(change.before.refused_clients, 0U);
  EXPECT_EQ(change.after.refused_clients, 100U);
  EXPECT_EQ(change.clients_refused, 100U);
  EXPECT_EQ(change.clients_moved, 100U);
  EXPECT_EQ(change.after.fence_violations, 0U);
}

TEST(Simulation, CountsAClientOnceHoweverManyRequestsItSends) {
  config::Config other = weighted();
  upstream_of(other, "eu").weight = upstream_of(other, "us").weight = 0;
  auto samples = samples_in("DE", 50);
  const auto again = samples;
  samples.insert(samples.end(), again.begin(), again.end());
  const auto change =
      only_service(simulate(*view_of(weighted()), *view_of(std::move(other)), samples));
  EXPECT_EQ(change.requests, 100U);
  EXPECT_EQ(change.clients, 50U);
  EXPECT_LE(change.clients_moved, 50U);
  EXPECT_GT(change.clients_moved, 20U);
}

TEST(Simulation, FencesAreKeptInRandomWorlds) {
  for (int i = 0; i < 200; ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(test_seed()) + ", world " +
                 std::to_string(i));
    Random random(test_seed() + static_cast<std::uint64_t>(i));
    const RandomWorld world = random_world(random);
    const auto before = view_of(world.config);
    const auto after = view_of(world.config, world.out);
    std::vector<Sample> samples;
    for (int c = 0; c < 64; ++c) {
      const routing::Client client = random_client(random, *before);
      samples.push_back({client.address, client.place, client.place, std::string(kHost)});
    }
    const auto change = only_service(simulate(*before, *after, samples));
    EXPECT_EQ(change.before.fence_violations, 0U);
    EXPECT_EQ(change.after.fence_violations, 0U);
  }
}

TEST(Simulation, TellsCapacityAndDistances) {
  config::Config config = weighted();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  upstream_of(config, "eu").capacity.target = 50;
  const auto topology = topology_of(config);
  const auto before = build_view(nullptr, inputs_of(topology));
  const auto after = build_view(before.get(), inputs_of(topology, {"eu"}));
  const auto change = only_service(simulate(*before, *after, samples_in("DE", 10)));
  EXPECT_EQ(change.regions.at(0).region, "eu");
  EXPECT_EQ(change.regions.at(0).capacity, 50U);
  ASSERT_TRUE(change.before.distances && change.after.distances);
  EXPECT_LT(change.before.distances->p95, 1200);
  EXPECT_GT(change.after.distances->p50, 5000);
}

TEST(Simulation, TellsHowLatenciesChangeAndOfWhatMoves) {
  config::Config config = weighted();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  config::LatencyRow row;
  row.regions = {{"eu", milliseconds(10)}, {"us", milliseconds(90)}, {"ap", milliseconds(160)}};
  config.latency_rows = {row};
  const auto topology = topology_of(config);
  const auto before = build_view(nullptr, inputs_of(topology));
  const auto after = build_view(before.get(), inputs_of(topology, {"eu"}));
  auto samples = samples_in("DE", 10);
  const auto others = samples_in("US", 90);
  samples.insert(samples.end(), others.begin(), others.end());
  const auto change = only_service(simulate(*before, *after, samples));
  ASSERT_TRUE(change.latency);
  EXPECT_EQ(change.latency->before.p50, 90);
  EXPECT_EQ(change.latency->after.p95, 90);
  ASSERT_TRUE(change.latency->moved);
  EXPECT_EQ(change.latency->moved->p50, 80);
  EXPECT_THAT(change.latency->sources, testing::ElementsAre(latency::Source::imported));
  EXPECT_FALSE(only_service(simulate(*before, *before, samples)).latency->moved);
}

TEST(Simulation, TellsNoLatencyWhereTheTwoSidesKnowItFromDifferentSources) {
  config::Config config = weighted();
  config.edge.location = geo::Coordinates{48.86, 2.35};
  config::Config measured = config;
  config::LatencyRow row;
  row.regions = {{"eu", milliseconds(10)}, {"us", milliseconds(90)}, {"ap", milliseconds(160)}};
  measured.latency_rows = {row};
  const auto change =
      only_service(simulate(*view_of(config), *view_of(std::move(measured)), samples_in("DE", 10)));
  EXPECT_FALSE(change.latency);
}

TEST(Simulation, RequestsWithoutAServiceAreCountedApart) {
  auto samples = samples_in("DE", 3);
  samples[0].host = "nowhere.test";
  const auto view = view_of(weighted());
  const auto report = simulate(*view, *view, samples);
  EXPECT_EQ(report.without_service, 1U);
  EXPECT_EQ(only_service(report).requests, 2U);
}

TEST(RequestsForServices, AreMadeFromARouteThatLeadsThere) {
  config::Config config = three_regions();
  config::Service other = config.services[0];
  other.id = "files";
  config.services.push_back(other);
  config::Route hidden = config.routes[0];  // the first one for the same host and path wins
  hidden.name = "hidden";
  hidden.service = "files";
  config::Route wild;
  wild.hosts = {"*.files.test"};
  wild.path_prefix = "/get";
  wild.methods = {"PUT"};
  wild.headers = {{"x-kind", "big", false}};
  wild.service = "files";
  config.routes.push_back(hidden);
  config.routes.push_back(wild);
  const auto requests = requests_for_services(*view_of(std::move(config)));
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].host, kHost);
  EXPECT_EQ(requests[1].host, "any.files.test");
  EXPECT_EQ(requests[1].path, "/get");
  EXPECT_EQ(requests[1].method, "PUT");
  EXPECT_THAT(requests[1].headers, testing::ElementsAre(testing::Pair("x-kind", "big")));
}

}  // namespace
}  // namespace meridian::replay
