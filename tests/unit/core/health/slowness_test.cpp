#include "meridian/core/health/slowness.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/health/random_draws.hpp"

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

struct Judged {
  Slowness state;
  Instant now{1h};
  void take(Pace pace, nanoseconds after = 5s) {
    now += after;
    state = step(state, pace, now, kNoJitter);
  }
};

TEST(Slowness, OneSlowWindowIsNotBelieved) {
  Judged judged;
  judged.take(Pace::slow);
  EXPECT_FALSE(judged.state.slow);
  judged.take(Pace::fine);
  judged.take(Pace::slow);
  EXPECT_FALSE(judged.state.slow);
  judged.take(Pace::slow);
  EXPECT_TRUE(judged.state.slow);
}

TEST(Slowness, WindowsThatSayNothingNeitherCountNorEndARow) {
  Judged judged;
  judged.take(Pace::slow);
  for (int i = 0; i < 10; ++i) judged.take(Pace::unknown);
  EXPECT_FALSE(judged.state.slow);
  judged.take(Pace::slow);
  EXPECT_TRUE(judged.state.slow);
}

TEST(Slowness, BetweenTheTwoBoundsNothingChanges) {
  Judged judged;
  for (int i = 0; i < 100; ++i) judged.take(i % 2 == 0 ? Pace::slow : Pace::sluggish);
  EXPECT_FALSE(judged.state.slow);
  judged.take(Pace::slow);
  judged.take(Pace::slow);
  ASSERT_TRUE(judged.state.slow);
  judged.take(Pace::fine);
  judged.take(Pace::sluggish);
  judged.take(Pace::fine);
  EXPECT_TRUE(judged.state.slow);
  judged.take(Pace::fine);
  EXPECT_FALSE(judged.state.slow);
}

TEST(Slowness, WithoutTrafficItIsTriedAgainLaterEachTime) {
  Judged judged;
  nanoseconds last{};
  for (const nanoseconds length : {30s, 60s, 90s}) {
    judged.take(Pace::slow);
    judged.take(Pace::slow);
    ASSERT_TRUE(judged.state.slow);
    const Instant since = judged.now;
    while (judged.state.slow) judged.take(Pace::unknown, 1s);
    last = judged.now - since;
    EXPECT_EQ(last, length);
  }
}

TEST(Slowness, WhatGoesOnProlongsIt) {
  Judged judged;
  for (int i = 0; i < 60; ++i) judged.take(Pace::slow);
  EXPECT_TRUE(judged.state.slow);
  EXPECT_EQ(judged.state.ejection.times, 1U);
  EXPECT_EQ(judged.state.ejection.until, judged.now + 30s);
}

}  // namespace
}  // namespace meridian::health
