#include "meridian/core/health/live_traffic.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/health/random_draws.hpp"

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

std::optional<LiveFailure> fail(LiveStreak& streak, LiveFailure failure, int times) {
  std::optional<LiveFailure> kind;
  for (int i = 0; i < times; ++i) {
    EXPECT_FALSE(kind);
    kind = streak.fail(failure);
  }
  return kind;
}

TEST(LiveStreak, FiveInARowCount) {
  for (const auto kind : {LiveFailure::gateway_error, LiveFailure::broken, LiveFailure::connect}) {
    LiveStreak streak;
    EXPECT_FALSE(fail(streak, kind, 4));
    EXPECT_EQ(streak.fail(kind), kind);
    EXPECT_FALSE(fail(streak, kind, 4));  // the next row
  }
}

TEST(LiveStreak, AMixedRowProvesThatTheEndpointIsBroken) {
  LiveStreak streak;
  fail(streak, LiveFailure::connect, 4);
  EXPECT_EQ(streak.fail(LiveFailure::gateway_error), LiveFailure::broken);
}

TEST(LiveStreak, AGoodAnswerEndsTheRow) {
  LiveStreak streak;
  fail(streak, LiveFailure::broken, 4);
  streak.answered();
  EXPECT_FALSE(fail(streak, LiveFailure::broken, 4));
}

TEST(LiveStreak, AConnectionEndsARowOfConnectFailuresAlone) {
  LiveStreak streak;
  fail(streak, LiveFailure::connect, 4);
  streak.connected();
  fail(streak, LiveFailure::broken, 4);
  streak.connected();
  EXPECT_EQ(streak.fail(LiveFailure::broken), LiveFailure::broken);
}

TEST(Ejection, LastsThirtySecondsMoreEachTimeUpToFiveMinutes) {
  Ejection ejection;
  Instant now{1h};
  for (const seconds length : {30s, 60s, 90s, 120s, 150s, 180s, 210s, 240s, 270s, 300s, 300s}) {
    ejection = eject(ejection, now, kNoJitter);
    EXPECT_EQ(ejection.until - now, length);
    now = ejection.until;
  }
}

TEST(Ejection, IsForgottenAfterQuietTimes) {
  Instant now{1h};
  Ejection ejection = eject(eject({}, now, kNoJitter), now, kNoJitter);
  EXPECT_EQ(ejection.times, 2U);
  EXPECT_EQ(eject(ejection, ejection.until + 5min, kNoJitter).times, 2U);
  EXPECT_EQ(eject(ejection, ejection.until + 1h, kNoJitter).times, 1U);
}

TEST(Ejection, JitterIsATenthAndNeverExceedsTheCap) {
  const Instant now{1h};
  EXPECT_EQ(eject({}, now, 0).until - now, 27s);
  EXPECT_LE(eject({}, now, ~0ULL).until - now, 33s);
  EXPECT_LE(eject({10, now}, now, ~0ULL).until - now, kEjectionMax);
}

TEST(Ejection, AtMostHalfOfTheEndpointsAndNeverTheOnlyOne) {
  EXPECT_FALSE(may_eject(1, 0));
  EXPECT_TRUE(may_eject(2, 0));
  EXPECT_FALSE(may_eject(2, 1));
  EXPECT_TRUE(may_eject(3, 0));
  EXPECT_FALSE(may_eject(3, 1));
  EXPECT_TRUE(may_eject(4, 1));
}

}  // namespace
}  // namespace meridian::health
