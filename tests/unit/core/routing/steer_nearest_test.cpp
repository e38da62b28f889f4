#include "core/routing/steer_nearest.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config nearest_world(std::map<std::string, int> bias = {}) {
  config::Config config = three_regions();
  config::Step step = step_of(config::StepType::nearest);
  step.bias = std::move(bias);
  service_of(config).steps = {step};
  return config;
}

Client client_at(double latitude, double longitude) {
  Client client = client_in("DE");
  client.place.coordinates = {latitude, longitude};
  return client;
}

TEST(SteerNearest, OrdersByDistance) {
  const auto view = view_of(nearest_world());
  EXPECT_EQ(order_of(decide_for(*view, client_at(52.5, 13.4))), "eu us ap");
  EXPECT_EQ(order_of(decide_for(*view, client_at(40.7, -74.0))), "us eu ap");
  EXPECT_EQ(order_of(decide_for(*view, client_at(-33.9, 151.2))), "ap us eu");
  EXPECT_EQ(decide_for(*view, client_at(52.5, 13.4)).reason, Reason::nearest);
}

TEST(SteerNearest, NextNearestServesWhenTheNearestHasLeft) {
  const auto view = view_of(nearest_world(), {"eu"});
  const Decision decision = decide_for(*view, client_at(52.5, 13.4));
  EXPECT_EQ(order_of(decision), "us ap");
  EXPECT_EQ(decision.reason, Reason::nearest_next);
}

TEST(SteerNearest, LossOfAFartherRegionDoesNotChangeTheReason) {
  const auto view = view_of(nearest_world(), {"us", "ap"});
  EXPECT_EQ(decide_for(*view, client_at(52.5, 13.4)).reason, Reason::nearest);
}

TEST(SteerNearest, BiasWidensOrNarrowsARegion) {
  // Reykjavik: 2230 km from Paris, 4550 km from Virginia.
  const Client client = client_at(64.1, -21.9);
  EXPECT_EQ(decide_for(*view_of(nearest_world()), client).candidate(0).region, "eu");
  EXPECT_EQ(decide_for(*view_of(nearest_world({{"us", 45}})), client).candidate(0).region, "eu");
  EXPECT_EQ(decide_for(*view_of(nearest_world({{"us", 55}})), client).candidate(0).region, "us");
  EXPECT_EQ(decide_for(*view_of(nearest_world({{"eu", -55}})), client).candidate(0).region, "us");
  EXPECT_EQ(decide_for(*view_of(nearest_world({{"eu", -45}})), client).candidate(0).region, "eu");
}

TEST(SteerNearest, RegionWithoutCoordinatesIsInTheMiddleOfItsCountry) {
  config::Config config = nearest_world();
  config.regions["eu"].location.reset();
  EXPECT_EQ(order_of(decide_for(*view_of(config), client_at(52.5, 13.4))), "eu us ap");
}

TEST(SteerNearest, RegionOfUnknownPlaceComesLast) {
  config::Config config = nearest_world();
  config.regions["eu"] = {};
  EXPECT_EQ(order_of(decide_for(*view_of(config), client_at(52.5, 13.4))), "us ap eu");
}

TEST(SteerNearest, ClientWithoutCoordinatesIsSpreadByWeight) {
  EXPECT_EQ(decide_for(*view_of(nearest_world()), client_in("")).reason, Reason::weighted);
}

TEST(SteerNearest, RegionsAtOnePlaceAreSpreadByWeight) {
  config::Config config = nearest_world();
  config.regions["us"].location = config.regions["eu"].location;
  int eu = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    Client client = client_at(52.5, 13.4);
    client.address = IpAddress::v4(i);
    eu += decide_for(*view_of(config), client).candidate(0).region == "eu" ? 1 : 0;
  }
  EXPECT_NEAR(eu, 500, 80);
}

}  // namespace
}  // namespace meridian::routing::test
