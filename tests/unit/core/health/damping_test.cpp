#include "meridian/core/health/damping.hpp"

#include <gtest/gtest.h>

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

config::ReturnPolicy return_defaults() {
  return {.ramp = 30s, .hold_down = 10s, .hold_down_max = 5min};
}

// Virtual time: nothing here waits.
struct Region {
  config::ReturnPolicy policy = return_defaults();
  Damping damping;
  Instant now{1h};
  int admitted = 0;

  Admission be(bool works) {
    const Admission before = damping.admission;
    damping = step(damping, works, policy, now);
    if (damping.admission == Admission::in && before != Admission::in) ++admitted;
    return damping.admission;
  }
  // Evidence each second.
  Admission stay(bool works, seconds length) {
    for (const Instant end = now + length; now < end; now += 1s) be(works);
    return be(works);
  }
};

TEST(Damping, ComesBackAtOnceAfterOneOutage) {
  Region region;
  EXPECT_EQ(region.stay(false, 60s), Admission::out);
  EXPECT_EQ(region.be(true), Admission::in);
}

TEST(Damping, HoldsAfterTheSecondOutageAndDoublesWithEachFurtherOne) {
  Region region;
  for (const seconds hold : {0s, 10s, 20s, 40s, 80s, 160s, 300s, 300s}) {
    EXPECT_EQ(region.stay(false, 2s), Admission::out);
    if (hold > 0s) {
      EXPECT_EQ(region.be(true), Admission::held);
      EXPECT_EQ(held_until(region.damping, region.policy) - region.now, hold);
      EXPECT_EQ(region.stay(true, hold - 1s), Admission::held);
      region.now += 1s;
    }
    EXPECT_EQ(region.be(true), Admission::in) << hold.count();
    region.stay(true, 5s);
  }
}

TEST(Damping, ARegionThatFlapsAtOneHertzForTenMinutesIsAdmittedAtMostTwice) {
  Region region;
  for (const Instant end = region.now + 10min; region.now < end; region.now += 500ms)
    region.be((region.now.time_since_epoch() / 500ms) % 2 == 0);
  EXPECT_LE(region.admitted, 2);
  EXPECT_EQ(region.stay(true, 301s), Admission::in);
}

TEST(Damping, AnOutageWhileHeldBeginsTheHoldDownAnew) {
  Region region;
  for (int i = 0; i < 2; ++i) region.stay(false, 1s), region.be(true);
  region.stay(true, 9s);
  region.stay(false, 1s);
  EXPECT_EQ(region.be(true), Admission::held);
  EXPECT_EQ(held_until(region.damping, region.policy) - region.now, 20s);
}

TEST(Damping, ForgetsOneOutageForEachQuietHoldDownMax) {
  Region region;
  for (int i = 0; i < 3; ++i) {
    region.stay(false, 1s);
    region.stay(true, 30s);
  }
  ASSERT_EQ(region.damping.admission, Admission::in);
  ASSERT_EQ(region.damping.outages, 3U);
  region.stay(true, 10min);
  region.stay(false, 1s);
  EXPECT_EQ(region.damping.outages, 2U);
  region.stay(true, 1h);
  region.stay(false, 1s);
  EXPECT_EQ(region.be(true), Admission::in);
}

TEST(Damping, WithoutHoldDownEveryReturnIsAtOnce) {
  Region region;
  region.policy.hold_down = 0s;
  for (int i = 0; i < 100; ++i) {
    region.be(false);
    EXPECT_EQ(region.be(true), Admission::in);
  }
}

TEST(Damping, ManualFailbackWaitsForAnOperator) {
  Region region;
  region.policy.failback = config::Failback::manual;
  region.stay(false, 1s);
  EXPECT_EQ(readmit(region.damping, region.now).admission, Admission::out);
  EXPECT_EQ(region.stay(true, 3600s), Admission::held);
  EXPECT_EQ(held_until(region.damping, region.policy), Instant{});
  region.damping = readmit(region.damping, region.now);
  EXPECT_EQ(region.be(true), Admission::in);
  EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now), 10U);
  region.be(false);
  EXPECT_EQ(region.be(true), Admission::held);
}

TEST(Damping, AnOperatorEndsAHoldDown) {
  Region region;
  for (int i = 0; i < 2; ++i) region.be(false), region.be(true);
  ASSERT_EQ(region.damping.admission, Admission::held);
  region.damping = readmit(region.damping, region.now);
  EXPECT_EQ(region.be(true), Admission::in);
}

TEST(Damping, TheWeightRisesInTenSteps) {
  Region region;
  EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now), 100U);  // the start
  region.be(false);
  EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now), 100U);  // for panic
  region.be(true);
  for (std::uint32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now + 3s * i), 10 * (i + 1));
    EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now + 3s * i + 2999ms),
              10 * (i + 1));
  }
  EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now + 30s), 100U);
  region.policy.ramp = 0s;
  EXPECT_EQ(ramp_percent(region.damping, region.policy, region.now), 100U);
}

}  // namespace
}  // namespace meridian::health
