#include "meridian/core/latency/place_table.hpp"

#include <gtest/gtest.h>

namespace meridian::latency {
namespace {

geo::Country country(std::string_view code) {
  return *geo::Country::parse(code);
}

EdgeRow row(std::string service, std::string region, int ms) {
  return {std::move(service), std::move(region), {milliseconds(ms), milliseconds(ms), 9, {}}};
}

ClientRoundTrip clients(std::string_view code, int ms, std::uint64_t samples = 100) {
  return {country(code), milliseconds(ms), samples};
}

std::string told(const std::vector<PlaceRow>& table) {
  std::string text;
  for (const PlaceRow& place : table) {
    text += std::string(place.country.code()) + " " + place.edge + ":";
    for (const auto& [region, whole] : place.regions)
      text += " " + region + " " + std::to_string(whole / milliseconds(1));
    text += "; ";
  }
  return text;
}

const EdgeMeasured kFrankfurt{
    "fra", {clients("DE", 10), clients("US", 90)}, {row("api", "us", 90), row("api", "eu", 5)}};
const EdgeMeasured kVirginia{
    "iad", {clients("DE", 95), clients("US", 20)}, {row("api", "us", 1), row("api", "eu", 88)}};

TEST(PlaceTable, GoesByTheNearestEdge) {
  const std::vector edges{kFrankfurt, kVirginia};
  EXPECT_EQ(told(place_table(edges, "api")), "DE fra: eu 15 us 100; US iad: us 21 eu 108; ");
}

TEST(PlaceTable, LeavesOutWhatIsNotMeasured) {
  EdgeMeasured edge = kFrankfurt;
  edge.clients = {clients("DE", 10, kClientSamplesMin - 1), clients("FR", 10, kClientSamplesMin)};
  EXPECT_EQ(told(place_table(std::vector{edge}, "api")), "FR fra: eu 15 us 100; ");
  EXPECT_EQ(told(place_table(std::vector{edge}, "web")), "");
}

TEST(PlaceTable, AnEdgeThatDoesNotMeasureTheServiceDoesNotCount) {
  EdgeMeasured near = kVirginia;
  near.rows.clear();
  const std::vector edges{kFrankfurt, near};
  EXPECT_EQ(told(place_table(edges, "api")), "DE fra: eu 15 us 100; US fra: eu 95 us 180; ");
}

TEST(PlaceTable, SuggestsOneRuleForEachOrderOfRegions) {
  EdgeMeasured edge = kFrankfurt;
  edge.clients.push_back(clients("FR", 12));
  const std::vector edges{edge, kVirginia};
  const auto rules = suggest_geo(place_table(edges, "api"));
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[0].regions, (std::vector<std::string>{"eu", "us"}));
  EXPECT_EQ(rules[0].countries, (std::vector{country("DE"), country("FR")}));
  EXPECT_EQ(rules[1].countries, (std::vector{country("US")}));
}

}  // namespace
}  // namespace meridian::latency
