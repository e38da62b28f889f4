#include "meridian/core/routing/demand_meter.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace meridian::routing {
namespace {

constexpr UpstreamId kOne{1};
constexpr UpstreamId kOther{2};

// Counts as they are after so many seconds at so many requests per second.
std::vector<WantedCounts> counts_after(int seconds, double rate) {
  WantedCounts counts;
  counts.id = kOne;
  counts.by_cost[3] = static_cast<std::uint64_t>(std::llround(rate * seconds));
  counts.by_next = {{kOther, counts.by_cost[3]}};
  return {counts};
}

Instant at(int second) {
  return Instant{} + seconds(1000 + second);
}

TEST(DemandMeter, ComesToTheRateThatTheCountsGrowBy) {
  DemandMeter meter;
  for (int i = 0; i < 60; ++i) meter.take(counts_after(i, 500), at(i));
  ASSERT_EQ(meter.demand().size(), 1U);
  EXPECT_NEAR(meter.demand()[0].by_cost[3], 500, 15);
  ASSERT_EQ(meter.demand()[0].by_next.size(), 1U);
  EXPECT_NEAR(meter.demand()[0].by_next[0].second, 500, 15);
}

TEST(DemandMeter, SmallChangesAreNoNews) {
  DemandMeter meter;
  std::uint64_t count = 0;
  int news = 0;
  for (int i = 0; i < 300; ++i) {
    count += 500 + (i % 2 == 0 ? 8 : -8);
    auto counts = counts_after(0, 0);
    counts[0].by_cost[3] = count;
    if (meter.take(counts, at(i)) && i > 60) ++news;
  }
  EXPECT_EQ(news, 0);
}

TEST(DemandMeter, ForgetsWhatIsAbsent) {
  DemandMeter meter;
  for (int i = 0; i < 10; ++i) meter.take(counts_after(i, 500), at(i));
  EXPECT_TRUE(meter.take({}, at(10)));
  EXPECT_TRUE(meter.demand().empty());
}

}  // namespace
}  // namespace meridian::routing
