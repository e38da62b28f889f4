#include "meridian/core/traffic/token_bucket.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace meridian::traffic {
namespace {

using namespace std::chrono_literals;

constexpr Rate kTenPerSecond{100ms, 5};
const Instant kFilled = Instant{} + 1h;

TEST(TokenBucket, GivesItsBurstAtOnceAndThenSaysHowLongToWait) {
  TokenBucket bucket;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.take(kTenPerSecond, kFilled), 0ns) << i;
  EXPECT_EQ(bucket.take(kTenPerSecond, kFilled), 100ms);
  EXPECT_EQ(bucket.take(kTenPerSecond, kFilled + 30ms), 70ms);
  EXPECT_EQ(bucket.take(kTenPerSecond, kFilled + 100ms), 0ns);
  EXPECT_EQ(bucket.take(kTenPerSecond, kFilled + 100ms), 100ms);
}

TEST(TokenBucket, ARefusalCostsNothing) {
  TokenBucket bucket;
  for (int i = 0; i < 5; ++i) bucket.take(kTenPerSecond, kFilled);
  for (int i = 0; i < 1000; ++i) EXPECT_GT(bucket.take(kTenPerSecond, kFilled), 0ns);
  EXPECT_EQ(bucket.take(kTenPerSecond, kFilled + 100ms), 0ns);
}

TEST(TokenBucket, IsFullAgainAfterALongRestAndNeverMoreThanFull) {
  TokenBucket bucket;
  for (int i = 0; i < 5; ++i) bucket.take(kTenPerSecond, kFilled);
  EXPECT_FALSE(bucket.full(kFilled + 499ms));
  EXPECT_TRUE(bucket.full(kFilled + 500ms));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(bucket.take(kTenPerSecond, kFilled + 24h), 0ns) << i;
  EXPECT_GT(bucket.take(kTenPerSecond, kFilled + 24h), 0ns);
}

TEST(TokenBucket, TheSharesOfAllWorkersKeepTheRateAndRoundTheBurstUp) {
  constexpr Rate whole{10ms, 10};
  EXPECT_EQ(whole.share(1), whole);
  EXPECT_EQ(whole.share(4), (Rate{40ms, 3}));
  EXPECT_EQ((Rate{10ms, 1}).share(256), (Rate{2560ms, 1}));
  EXPECT_FALSE(Rate{}.share(4).limited());
}

TEST(TokenBucket, TheSlowestRateOfTheMostWorkersDoesNotOverflow) {
  const Rate slow = Rate{1h, 100'000}.share(256);
  TokenBucket bucket;
  for (std::uint32_t i = 0; i < slow.burst; ++i) ASSERT_EQ(bucket.take(slow, kFilled), 0ns);
  EXPECT_EQ(bucket.take(slow, kFilled), 256h);
}

// In any span of time at most burst + span/interval tokens are given (a window may begin anywhere),
// and whoever waits as told is served.
TEST(TokenBucketProperty, NeverGivesMoreThanRateAndBurstInAnyWindow) {
  std::mt19937_64 random(7);
  for (int world = 0; world < 50; ++world) {
    const Rate rate{nanoseconds(1 + random() % 10'000'000),
                    static_cast<std::uint32_t>(1 + random() % 20)};
    TokenBucket bucket;
    Instant now = kFilled;
    std::vector<Instant> given;
    for (int i = 0; i < 400; ++i) {
      const auto gap_max = static_cast<std::uint64_t>(rate.interval.count()) * 3;
      if (random() % 3 != 0) now += nanoseconds(random() % gap_max);
      const nanoseconds wait = bucket.take(rate, now);
      if (wait.count() == 0) {
        given.push_back(now);
      } else if (random() % 2 == 0) {
        EXPECT_GT(TokenBucket(bucket).take(rate, now + wait - 1ns), 0ns);
        now += wait;
        EXPECT_EQ(bucket.take(rate, now), 0ns);
        given.push_back(now);
      }
    }
    bool kept = true;
    for (std::size_t i = 0; i < given.size(); ++i)
      for (std::size_t j = i; j < given.size(); ++j) {
        const auto tokens = static_cast<std::int64_t>(j - i + 1);
        kept = kept && tokens <= rate.burst + (given[j] - given[i]) / rate.interval;
      }
    ASSERT_TRUE(kept) << world;
  }
}

}  // namespace
}  // namespace meridian::traffic
