#include <gtest/gtest.h>

#include <map>

#include "meridian/core/routing/build_view.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

using Latencies = std::map<std::string, int>;  // region -> milliseconds

config::Step latency_step(config::Margin tolerance = {milliseconds(10), 0}) {
  config::Step step = step_of(config::StepType::latency);
  step.tolerance = tolerance;
  return step;
}

config::Config steering_world() {
  config::Config config = three_regions();
  service_of(config).steps = {latency_step()};
  return config;
}

latency::Reading reading(int ms) {
  return {milliseconds(ms), milliseconds(ms), 9, Instant{}};
}

std::shared_ptr<const View> measured_view(const config::Config& config, const Latencies& own,
                                          const Latencies& nearest = {},
                                          const std::vector<std::string>& out = {}) {
  const auto topology = topology_of(config);
  ViewInputs inputs = inputs_of(topology, out);
  for (const UpstreamNode& node : topology->upstreams()) {
    latency::UpstreamLatency row;
    row.id = node.id;
    if (own.contains(node.region)) row.own = reading(own.at(node.region));
    if (nearest.contains(node.region)) row.nearest_edge = reading(nearest.at(node.region));
    inputs.latency.push_back(row);
  }
  return build_view(nullptr, inputs);
}

std::string order(const View& view, std::string_view country = "DE") {
  return order_of(decide_for(view, client_in(country)));
}

TEST(SteerLatency, SlowerRegionsComeInTheirOrder) {
  const auto view = measured_view(steering_world(), {{"ap", 20}, {"us", 90}, {"eu", 160}});
  EXPECT_EQ(order(*view), "ap us eu");
  EXPECT_EQ(decide_for(*view, client_in("DE")).reason, Reason::local_latency);
}

TEST(SteerLatency, RegionsWithinTheToleranceShareTheClientsByWeight) {
  config::Config config = steering_world();
  upstream_of(config, "us").weight = 300;
  const auto view = measured_view(config, {{"eu", 20}, {"us", 30}, {"ap", 31}});
  std::map<std::string, int> first;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    const Decision decision = decide_for(*view, client_in("DE", i));
    ++first[decision.candidate(0).region];
    EXPECT_EQ(decision.candidate(2).region, "ap");
    EXPECT_EQ(decision.reason, Reason::weighted);
  }
  EXPECT_NEAR(first["us"], 3000, 150);
}

TEST(SteerLatency, AToleranceMayBeAPartOfTheBest) {
  config::Config config = steering_world();
  service_of(config).steps = {latency_step({{}, 50})};
  const auto view = measured_view(config, {{"eu", 20}, {"us", 30}, {"ap", 31}});
  for (std::uint32_t i = 0; i < 50; ++i)
    EXPECT_EQ(decide_for(*view, client_in("DE", i)).candidate(2).region, "ap");
}

TEST(SteerLatency, TakesTheNextBestSourceWhereACandidateIsMissing) {
  config::Config config = steering_world();
  config::LatencyRow row;
  row.regions = {{"eu", milliseconds(300)}, {"us", milliseconds(200)}, {"ap", milliseconds(100)}};
  config.latency_rows = {row};
  const Latencies nearest{{"eu", 50}, {"us", 10}, {"ap", 100}};
  EXPECT_EQ(order(*measured_view(config, {{"eu", 1}, {"us", 90}}, nearest)), "us eu ap");
  EXPECT_EQ(order(*measured_view(config, {{"eu", 1}, {"us", 90}}, {{"eu", 1}})), "ap us eu");
}

TEST(SteerLatency, ARegionThatLeftIsNoReasonForAWorseSource) {
  const config::Config config = steering_world();
  const auto view = measured_view(config, {{"eu", 90}, {"us", 10}}, {}, {"ap"});
  EXPECT_EQ(order(*view), "us eu");
}

TEST(SteerLatency, ImportedRowsAreChosenByTheMostSpecificPlace) {
  config::Config config = steering_world();
  config::LatencyRow all;
  all.regions = {{"eu", milliseconds(50)}, {"us", milliseconds(100)}, {"ap", milliseconds(200)}};
  config::LatencyRow asia;
  asia.countries = {country("SG")};
  asia.regions = {{"eu", milliseconds(200)}, {"us", milliseconds(150)}, {"ap", milliseconds(5)}};
  config.latency_rows = {all, asia};
  const auto view = view_of(config);
  EXPECT_EQ(order(*view, "DE"), "eu us ap");
  EXPECT_EQ(order(*view, "SG"), "ap us eu");
  EXPECT_EQ(order(*view, ""), "eu us ap");
}

TEST(SteerLatency, WithoutMeasurementsTheDistanceFromTheEdgeDecides) {
  config::Config config = steering_world();
  config.edge.location = geo::Coordinates{1.29, 103.85};  // Singapore
  EXPECT_EQ(order(*view_of(config)), "ap eu us");
  config.edge.location = geo::Coordinates{40.7, -74.0};  // New York
  EXPECT_EQ(order(*view_of(config)), "us eu ap");
}

TEST(SteerLatency, WithoutAnySourceTheWeightsDecide) {
  const auto view = view_of(steering_world());
  EXPECT_EQ(decide_for(*view, client_in("DE")).reason, Reason::weighted);
}

TEST(SteerLatency, ComparesInsideTheTiersOfTheStepBefore) {
  config::Config config = steering_world();
  config::Step geo = step_of(config::StepType::geo);
  geo.rules = {geo_rule({"DE"}, {{"eu", "us"}, {"ap"}})};
  service_of(config).steps.insert(service_of(config).steps.begin(), geo);
  const auto view = measured_view(config, {{"eu", 90}, {"us", 50}, {"ap", 1}});
  EXPECT_EQ(order(*view), "us eu ap");
}

TEST(SteerLatency, TheNearestEdgeThatMeasuredEverythingStandsIn) {
  config::Config config = steering_world();
  config.edge.location = geo::Coordinates{50.1, 8.7};  // Frankfurt
  ViewInputs inputs = inputs_of(topology_of(config));
  const auto rows = [](int eu, int us, int ap) {
    return std::vector<latency::EdgeRow>{
        {"api", "eu", reading(eu)}, {"api", "us", reading(us)}, {"api", "ap", reading(ap)}};
  };
  inputs.edges = {{"tokyo", geo::Coordinates{35.7, 139.7}, rows(90, 50, 1)},
                  {"paris", geo::Coordinates{48.9, 2.4}, rows(50, 1, 90)},
                  {"mainz", geo::Coordinates{50.0, 8.3}, rows(1, 50, 90)}};
  inputs.edges[2].rows.pop_back();  // not all of them
  const auto view = build_view(nullptr, inputs);
  EXPECT_EQ(order(*view), "us eu ap");
  EXPECT_EQ(view->services[0].upstreams[0].latency.edge, "paris");
}

TEST(SteerLatency, SaysWhenTheBestHadLeft) {
  const auto view =
      measured_view(steering_world(), {{"eu", 10}, {"us", 50}, {"ap", 90}}, {}, {"eu"});
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "us ap");
  EXPECT_EQ(decision.reason, Reason::local_latency_next);
}

TEST(SteerLatency, AnotherSteadyValueIsAnotherLocalSequenceAndTheSameVersion) {
  const config::Config config = steering_world();
  const auto topology = topology_of(config);
  ViewInputs inputs = inputs_of(topology);
  inputs.latency.push_back({topology->upstreams()[0].id, reading(10), {}, {}});
  const auto first = build_view(nullptr, inputs);
  inputs.latency[0].own->measured = milliseconds(11);
  inputs.latency[0].own->samples = 12;
  const auto same = build_view(first.get(), inputs);
  EXPECT_EQ(same->local_sequence, first->local_sequence);
  inputs.latency[0].own->steady = milliseconds(12);
  const auto other = build_view(same.get(), inputs);
  EXPECT_EQ(other->local_sequence, first->local_sequence + 1);
  EXPECT_EQ(other->version, first->version);
}

}  // namespace
}  // namespace meridian::routing::test
