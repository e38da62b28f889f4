#include "bench/lab/network.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace meridian::lab {
namespace {

constexpr Extent kHour{.seed = 1, .regions = 10, .ticks = 1800};

TEST(Network, IsTheSameForTheSameSeed) {
  const Network one(kHour);
  const Network other(kHour);
  for (std::size_t tick = 0; tick < kHour.ticks; tick += 100)
    EXPECT_EQ(one.probe(tick, 1, 2), other.probe(tick, 1, 2));
  EXPECT_EQ(one.steps().size(), other.steps().size());
}

TEST(Network, IsNeverFasterThanLightInAStraightFibre) {
  const Network network(kHour);
  for (std::size_t edge = 0; edge < network.edges(); ++edge)
    for (std::size_t region = 0; region < network.regions(); ++region)
      EXPECT_GT(network.truth(0, edge, region), network.distance_km(edge, region) / 100);
}

TEST(Network, ProbesVaryByTenPercentAroundTheTruth) {
  const Network network(kHour);
  double sum = 0;
  double squares = 0;
  for (std::size_t tick = 0; tick < kHour.ticks; ++tick) {
    const double ratio = network.probe(tick, 0, 1) / network.truth(tick, 0, 1);
    sum += ratio;
    squares += (ratio - 1) * (ratio - 1);
  }
  EXPECT_NEAR(sum / kHour.ticks, 1, 0.01);
  EXPECT_NEAR(std::sqrt(squares / kHour.ticks), 0.1, 0.01);
}

TEST(Network, AStepIsFiftyMillisecondsForItsPeriod) {
  const Network network(kHour);
  ASSERT_FALSE(network.steps().empty());
  const LatencyStep& step = network.steps().front();
  ASSERT_GT(step.period.from, 0U);
  EXPECT_NEAR(network.truth(step.period.from, step.edge, step.region) -
                  network.truth(step.period.from - 1, step.edge, step.region),
              kStepMs, 0.1);
}

TEST(Network, ARegionIsSeenOutAfterItsChecksHaveFailedAndBackAfterTheyPassed) {
  const Network network(kHour);
  for (const Outage& outage : network.outages()) {
    if (outage.working > 0 || outage.period.to + kRise > network.ticks()) continue;
    EXPECT_FALSE(network.seen_out(outage.period.from + kFall - 2, outage.region));
    EXPECT_TRUE(network.seen_out(outage.period.from + kFall - 1, outage.region));
    EXPECT_TRUE(network.seen_out(outage.period.to + kRise - 2, outage.region));
    EXPECT_FALSE(network.seen_out(outage.period.to + kRise - 1, outage.region));
  }
}

}  // namespace
}  // namespace meridian::lab
