#include "bench/lab/rules.hpp"

#include <gtest/gtest.h>

namespace meridian::lab {
namespace {

std::vector<Sight> three() {
  std::vector<Sight> regions(3);
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const auto number = static_cast<double>(i);
    regions[i].latest_ms = 10 + 40 * number;
    regions[i].average_ms = 20 + 40 * number;
    regions[i].typical_ms = 30 + 40 * number;
    regions[i].distance_km = 100 + 1000 * number;
  }
  return regions;
}

TEST(Route53Latency, GoesByWhatIsTypicalWhateverProbesSay) {
  auto regions = three();
  regions[0].latest_ms = regions[0].average_ms = 500;
  EXPECT_EQ(route53_latency(regions), (Shares{1, 0, 0}));
  regions[0].out = true;
  EXPECT_EQ(route53_latency(regions), (Shares{0, 1, 0}));
}

TEST(CloudflareDynamic, TakesTheLowestAverageWithoutAMargin) {
  auto regions = three();
  regions[1].average_ms = 19.9;
  EXPECT_EQ(cloudflare_dynamic(regions), (Shares{0, 1, 0}));
}

TEST(FrontDoorLatency, SpreadsOverTheRangeOfTheFastest) {
  auto regions = three();
  EXPECT_EQ(front_door_latency(regions), (Shares{0.5, 0.5, 0}));
  regions[0].out = true;
  EXPECT_EQ(front_door_latency(regions), (Shares{0, 0.5, 0.5}));
}

TEST(EnvoyPriorities, SpillWhatTheHealthOfALevelDoesNotBear) {
  auto regions = three();
  EXPECT_EQ(envoy_priorities(regions), (Shares{1, 0, 0}));
  regions[0].working = 0.8;  // x 1.4 is more than all
  EXPECT_EQ(envoy_priorities(regions), (Shares{1, 0, 0}));
  regions[0].working = 0.5;
  const Shares spilt = envoy_priorities(regions);
  EXPECT_NEAR(spilt[0], 0.7, 1e-9);
  EXPECT_NEAR(spilt[1], 0.3, 1e-9);
  EXPECT_EQ(spilt[2], 0);
}

TEST(EnvoyPriorities, ScaleUpWhatIsLeftWhereAllLevelsFallShort) {
  auto regions = three();
  for (Sight& region : regions) region.working = 0.1;
  const Shares shares = envoy_priorities(regions);
  for (const double share : shares) EXPECT_NEAR(share, 1.0 / 3, 1e-9);
}

TEST(AllRules, GiveNothingWhereEveryRegionIsOut) {
  auto regions = three();
  for (Sight& region : regions) region.out = true;
  for (const Rule rule :
       {route53_latency, cloudflare_dynamic, front_door_latency, envoy_priorities})
    EXPECT_EQ(rule(regions), (Shares{0, 0, 0}));
}

}  // namespace
}  // namespace meridian::lab
