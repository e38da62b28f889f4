#include "meridian/core/latency/first_byte.hpp"

#include <gtest/gtest.h>

#include <random>

namespace meridian::latency {
namespace {

using namespace std::chrono_literals;

Instant moment(seconds since_start) {
  return Instant{} + 1h + since_start;
}

void count(FirstByteCounts& counts, microseconds time, std::uint64_t times = 1) {
  counts[first_byte_bucket(time)] += times;
}

TEST(FirstByteBuckets, HoldEveryTimeWithinAnEighth) {
  std::size_t last = 0;
  for (std::int64_t us = 0; us < 100'000'000; us = us * 33 / 32 + 1) {
    const std::size_t bucket = first_byte_bucket(microseconds(us));
    EXPECT_GE(bucket, last);
    last = bucket;
    ASSERT_LT(bucket, kFirstByteBuckets);
    if (bucket + 1 == kFirstByteBuckets) continue;
    EXPECT_LE(microseconds(us), first_byte_bound(bucket));
    if (bucket == 0) continue;
    EXPECT_GT(microseconds(us), first_byte_bound(bucket - 1));
    EXPECT_LE(first_byte_bound(bucket).count() - us, us / 8);
  }
  EXPECT_EQ(last, kFirstByteBuckets - 1);
  EXPECT_EQ(first_byte_bucket(microseconds(-1)), 0U);
}

TEST(FirstByteWindow, TellsTheQuantilesOfEachWindowAlone) {
  FirstByteWindow window;
  FirstByteCounts counts{};
  count(counts, 900ms, 1000);  // from before anybody looked
  EXPECT_FALSE(window.take(counts, moment(0s)));
  EXPECT_FALSE(window.row());
  count(counts, 10ms, 90);
  count(counts, 80ms, 10);
  ASSERT_TRUE(window.take(counts, moment(5s)));
  EXPECT_NEAR(static_cast<double>(window.row()->p50.count()), 10'000, 10'000 / 8);
  EXPECT_NEAR(static_cast<double>(window.row()->p95.count()), 80'000, 80'000 / 8);
  EXPECT_EQ(window.row()->samples, 100U);
  EXPECT_EQ(window.row()->at, moment(5s));
  count(counts, 3ms, 100);
  ASSERT_TRUE(window.take(counts, moment(10s)));
  EXPECT_NEAR(static_cast<double>(window.row()->p95.count()), 3'000, 3'000 / 8);
}

TEST(FirstByteWindow, AWindowWithTooFewIsMadeLonger) {
  FirstByteWindow window;
  FirstByteCounts counts{};
  window.take(counts, moment(0s));
  count(counts, 10ms, kFirstByteSamplesMin / 2);
  EXPECT_FALSE(window.take(counts, moment(5s)));
  count(counts, 10ms, kFirstByteSamplesMin / 2);
  EXPECT_TRUE(window.take(counts, moment(10s)));
  EXPECT_EQ(window.row()->samples, kFirstByteSamplesMin);
}

TEST(FirstByteWindow, ForgetsItsRowWhenItSeesTooLittle) {
  FirstByteWindow window;
  FirstByteCounts counts{};
  window.take(counts, moment(0s));
  count(counts, 10ms, 100);
  window.take(counts, moment(5s));
  count(counts, 10ms, 1);
  for (seconds now = 10s; now < 35s; now += 5s) {
    EXPECT_FALSE(window.take(counts, moment(now)));
    EXPECT_TRUE(window.row());
  }
  EXPECT_FALSE(window.take(counts, moment(35s)));
  EXPECT_FALSE(window.row());
}

}  // namespace
}  // namespace meridian::latency
