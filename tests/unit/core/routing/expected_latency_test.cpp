#include "meridian/core/routing/expected_latency.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

constexpr std::size_t kAp = 0;  // candidates are sorted by region: ap eu us
constexpr std::size_t kEu = 1;

config::Config at_paris() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::weighted)};
  config.edge.location = geo::Coordinates{48.86, 2.35};
  return config;
}

latency::Reading reading_of(milliseconds value) {
  return {value, value, 100, Instant{}};
}

TEST(LatencyBook, EstimatesByDistanceAlsoWithoutTheStep) {
  const auto view = view_of(at_paris());
  const LatencyBook book(*view);
  const auto eu = book.find(view->services[0], client_in("DE"), kEu);
  const auto ap = book.find(view->services[0], client_in("DE"), kAp);
  ASSERT_TRUE(eu && ap);
  EXPECT_EQ(eu->source, latency::Source::great_circle);
  EXPECT_LT(eu->value, milliseconds(5));
  EXPECT_GT(ap->value, milliseconds(100));
}

TEST(LatencyBook, KnowsNothingWithoutAPlaceOfTheEdge) {
  config::Config config = at_paris();
  config.edge.location.reset();
  const auto view = view_of(config);
  EXPECT_FALSE(LatencyBook(*view).find(view->services[0], client_in("DE"), kEu));
}

TEST(LatencyBook, TakesTheRowsOfTheClientsPlace) {
  config::Config config = at_paris();
  config::LatencyRow row;
  row.countries = {country("DE")};
  row.regions = {{"eu", milliseconds(9)}, {"us", milliseconds(99)}, {"ap", milliseconds(199)}};
  config.latency_rows = {row};
  const auto view = view_of(config);
  const LatencyBook book(*view);
  const auto known = book.find(view->services[0], client_in("DE"), kAp);
  EXPECT_EQ(known->source, latency::Source::imported);
  EXPECT_EQ(known->value, milliseconds(199));
  EXPECT_EQ(book.find(view->services[0], client_in("FR"), kAp)->source,
            latency::Source::great_circle);
}

TEST(LatencyBook, PrefersWhatTheEdgeMeasuredOfEveryRegion) {
  const auto topology = topology_of(at_paris());
  ViewInputs inputs = inputs_of(topology);
  for (const UpstreamNode& node : topology->upstreams()) {
    latency::UpstreamLatency row;
    row.id = node.id;
    row.own = reading_of(milliseconds(7));
    inputs.latency.push_back(row);
  }
  const auto view = build_view(nullptr, inputs);
  EXPECT_EQ(LatencyBook(*view).find(view->services[0], client_in("DE"), kAp)->source,
            latency::Source::own);
  inputs.latency.pop_back();
  const auto some = build_view(nullptr, inputs);
  EXPECT_EQ(LatencyBook(*some).find(some->services[0], client_in("DE"), kAp)->source,
            latency::Source::great_circle);
}

}  // namespace
}  // namespace meridian::routing::test
