#include "meridian/core/health/check.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/health/random_draws.hpp"

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

config::HealthCheck defaults() {
  config::HealthCheck settings;
  settings.name = "http";
  settings.interval = 2s;
  settings.interval_transition = 500ms;
  settings.interval_down = 5s;
  settings.timeout = 1s;
  return settings;
}

// One check and its clock: every result is given at the moment the machine asked for.
struct Probed {
  config::HealthCheck settings = defaults();
  Check check;
  Instant now{};
  nanoseconds next_after{};
  bool changed = false;

  void give(ProbeOutcome outcome, std::uint64_t random = kNoJitter) {
    now += next_after;
    const CheckStep made = step(check, settings, {outcome, 3ms}, now, random);
    check = made.check;
    next_after = made.next_after;
    changed = made.changed;
  }
  void ok() { give(ProbeOutcome::ok); }
  void fail() { give(ProbeOutcome::refused); }
};

TEST(CheckStep, FirstSuccessMakesUpAtOnce) {
  Probed p;
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::up);
  EXPECT_TRUE(p.changed);
  EXPECT_TRUE(p.check.probed);
  EXPECT_EQ(p.next_after, 2s);
}

TEST(CheckStep, FirstFailureMakesDownAtOnceAndLooksAgainSoon) {
  Probed p;
  p.fail();
  EXPECT_EQ(p.check.state, CheckState::down);
  EXPECT_EQ(p.next_after, 500ms);
  p.fail();
  EXPECT_EQ(p.next_after, 5s);
}

TEST(CheckStep, SuspectedFailureIsReprobedAtOnceThenAfterHundredAndTwoHundredMilliseconds) {
  Probed p;
  p.settings.fall = 5;
  p.ok();
  p.fail();
  EXPECT_EQ(p.next_after, 0ms);
  p.fail();
  EXPECT_EQ(p.next_after, 100ms);
  p.fail();
  EXPECT_EQ(p.next_after, 100ms);
  p.fail();
  EXPECT_EQ(p.next_after, 500ms);
  EXPECT_EQ(p.check.state, CheckState::up);
  p.fail();
  EXPECT_EQ(p.check.state, CheckState::down);
}

TEST(CheckStep, ReprobesAreNeverLaterThanTheTransitionInterval) {
  Probed p;
  p.settings.interval_transition = 20ms;
  p.settings.fall = 10;
  p.ok();
  for (int i = 0; i < 9; ++i) {
    p.give(ProbeOutcome::timeout, ~0ULL);
    EXPECT_LE(p.next_after, 20ms) << i;
  }
}

TEST(CheckStep, ThreeFailuresInARowTakeDownWithinTwoHundredMilliseconds) {
  Probed p;
  p.ok();
  p.fail();
  const Instant first = p.now;
  p.fail();
  EXPECT_EQ(p.check.state, CheckState::up);
  p.fail();
  EXPECT_EQ(p.check.state, CheckState::down);
  EXPECT_EQ(p.check.since, p.now);
  EXPECT_LE(p.now - first, 200ms);
  EXPECT_EQ(p.next_after, 5s);
}

TEST(CheckStep, OneSuccessForgivesEarlierFailures) {
  Probed p;
  p.ok();
  p.fail();
  p.fail();
  p.ok();
  EXPECT_EQ(p.check.failures, 0U);
  EXPECT_EQ(p.next_after, 2s);
  p.fail();
  p.fail();
  EXPECT_EQ(p.check.state, CheckState::up);
}

TEST(CheckStep, ReturnNeedsRiseSuccessesInARowAtTheTransitionInterval) {
  Probed p;
  p.fail();
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::down);
  EXPECT_EQ(p.next_after, 500ms);
  p.fail();
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::down);
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::up);
  EXPECT_EQ(p.next_after, 2s);
}

TEST(CheckStep, EveryOutcomeButOkIsAFailure) {
  for (std::size_t i = 1; i < kProbeOutcomeCount; ++i) {
    Probed p;
    p.give(static_cast<ProbeOutcome>(i));
    EXPECT_EQ(p.check.state, CheckState::down) << to_string(static_cast<ProbeOutcome>(i));
    EXPECT_EQ(p.check.last, static_cast<ProbeOutcome>(i));
    EXPECT_EQ(p.check.last_elapsed, 3ms);
  }
}

TEST(CheckStep, JitterStaysWithinItsShareAndReachesBothEnds) {
  Probed p;
  p.give(ProbeOutcome::ok, 0);
  EXPECT_EQ(p.next_after, 1800ms);
  p.give(ProbeOutcome::ok, ~0ULL);
  EXPECT_GT(p.next_after, 2199ms);
  EXPECT_LE(p.next_after, 2200ms);
  p.settings.jitter_percent = 0;
  p.give(ProbeOutcome::ok, ~0ULL);
  EXPECT_EQ(p.next_after, 2s);
}

// The figure promised for a region that returns: interval 500 ms, rise 2, the longest jitter, and
// the port opens just after a probe was refused.
TEST(CheckStep, BackWithinTwoSecondsAtIntervalFiveHundredMillisecondsAndRiseTwo) {
  Probed p;
  p.settings.interval = p.settings.interval_transition = p.settings.interval_down = 500ms;
  p.fail();
  p.give(ProbeOutcome::refused, ~0ULL);
  const Instant opened = p.now;
  p.give(ProbeOutcome::ok, ~0ULL);
  p.give(ProbeOutcome::ok, ~0ULL);
  EXPECT_EQ(p.check.state, CheckState::up);
  EXPECT_LE(p.now - opened, 1200ms);
}

TEST(ForceDown, NeedsRiseSuccessesAgainAndKeepsWhatTheProbeSaw) {
  Probed p;
  p.ok();
  p.ok();
  p.check = force_down(p.check, p.now);
  EXPECT_EQ(p.check.state, CheckState::down);
  EXPECT_EQ(p.check.last, ProbeOutcome::ok);
  EXPECT_EQ(p.check.since, p.now);
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::down);
  p.ok();
  EXPECT_EQ(p.check.state, CheckState::up);
}

TEST(ForceDown, KeepsTheTimeOfACheckThatIsDownAlready) {
  Probed p;
  p.fail();
  const Instant since = p.check.since;
  EXPECT_EQ(force_down(p.check, p.now + 7s).since, since);
}

}  // namespace
}  // namespace meridian::health
