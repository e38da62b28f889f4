#include "core/routing/steer_geo.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config geo_world(std::vector<config::GeoRule> rules) {
  config::Config config = three_regions();
  config::Step step = step_of(config::StepType::geo);
  step.rules = std::move(rules);
  service_of(config).steps = {step};
  return config;
}

TEST(SteerGeo, TiersGiveTheOrder) {
  const auto view = view_of(geo_world(
      {geo_rule({"DE"}, {{"eu"}, {"us"}, {"ap"}}), geo_rule({"SG"}, {{"ap"}, {"us"}, {"eu"}})}));
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "eu us ap");
  EXPECT_EQ(order_of(decide_for(*view, client_in("SG"))), "ap us eu");
  EXPECT_EQ(decide_for(*view, client_in("DE")).reason, Reason::geo);
}

TEST(SteerGeo, MostSpecificEntryWins) {
  config::GeoRule tag;
  tag.tags = {"office"};
  tag.tiers = {{"ap"}};
  config::GeoRule asn;
  asn.asns = {64500};
  asn.tiers = {{"us"}};
  config::GeoRule subdivision;
  subdivision.subdivisions = {"DE-BY"};
  subdivision.tiers = {{"ap"}};
  config::GeoRule continent;
  continent.continents = {geo::Continent::EU};
  continent.tiers = {{"us"}};
  const auto view = view_of(geo_world(
      {geo_rule({}, {{"ap"}}), continent, geo_rule({"DE"}, {{"eu"}}), subdivision, asn, tag}));
  const auto first = [&](const Client& client) {
    return decide_for(*view, client).candidate(0).region;
  };
  Client client = client_in("DE");
  EXPECT_EQ(first(client), "eu");
  client.place.subdivision = view->locator.subdivisions().find("DE-BY");
  EXPECT_EQ(first(client), "ap");
  client.place.asn = 64500;
  EXPECT_EQ(first(client), "us");
  client.place.tag = view->locator.tags().find("office");
  EXPECT_EQ(first(client), "ap");
  EXPECT_EQ(first(client_in("FR")), "us");
  EXPECT_EQ(first(client_in("US")), "ap");
  EXPECT_EQ(first(client_in("")), "ap");
}

TEST(SteerGeo, NextTierServesWhenABetterOneHasLeft) {
  const auto view = view_of(geo_world({geo_rule({"DE"}, {{"eu"}, {"us"}})}), {"eu"});
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "us ap");
  EXPECT_EQ(decision.reason, Reason::geo_next_tier);
}

TEST(SteerGeo, RegionsInNoTierComeLastButServe) {
  const auto view = view_of(geo_world({geo_rule({"DE"}, {{"eu"}})}), {"eu", "us"});
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "ap");
}

TEST(SteerGeo, ATierOfSeveralIsSpreadByWeight) {
  const auto view = view_of(geo_world({geo_rule({"DE"}, {{"eu", "us"}, {"ap"}})}));
  int eu = 0;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const Decision decision = decide_for(*view, client_in("DE", i));
    ASSERT_EQ(decision.reason, Reason::weighted);
    ASSERT_EQ(decision.candidate(2).region, "ap");
    eu += decision.candidate(0).region == "eu" ? 1 : 0;
  }
  EXPECT_NEAR(eu, 500, 80);
}

TEST(SteerGeo, PlacesWithoutAnEntryAreSpreadByWeight) {
  const auto view = view_of(geo_world({geo_rule({"DE"}, {{"eu"}})}));
  EXPECT_EQ(decide_for(*view, client_in("JP")).reason, Reason::weighted);
}

}  // namespace
}  // namespace meridian::routing::test
