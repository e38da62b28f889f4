// Random results against the definition: a check that knows its state changes it only after `fall`
// failures or `rise` successes in a row, and then always.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "meridian/core/health/check.hpp"

namespace meridian::health {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t kSeed = 20240611;

config::HealthCheck random_settings(std::mt19937_64& random) {
  config::HealthCheck settings;
  settings.fall = 1 + static_cast<std::uint32_t>(random() % 5);
  settings.rise = 1 + static_cast<std::uint32_t>(random() % 5);
  settings.interval = milliseconds(100 + random() % 5000);
  settings.interval_transition = milliseconds(1 + random() % 1000);
  settings.interval_down = milliseconds(100 + random() % 5000);
  settings.jitter_percent = static_cast<std::uint32_t>(random() % 51);
  return settings;
}

// Runs of one outcome, so that long and short ones both occur.
std::vector<bool> random_results(std::mt19937_64& random, std::size_t count) {
  std::vector<bool> results;
  while (results.size() < count) {
    results.insert(results.end(), 1 + random() % 7, random() % 2 == 0);
  }
  return results;
}

std::size_t run_length(const std::vector<bool>& results, std::size_t last) {
  std::size_t n = 1;
  while (n <= last && results[last - n] == results[last]) ++n;
  return n;
}

TEST(CheckProperty, StateChangesExactlyAfterFallOrRiseInARow) {
  std::mt19937_64 random(kSeed);
  for (int world = 0; world < 2000; ++world) {
    const config::HealthCheck settings = random_settings(random);
    const std::vector<bool> results = random_results(random, 200);
    Check check;
    CheckState expected = CheckState::unknown;
    for (std::size_t i = 0; i < results.size(); ++i) {
      const bool good = results[i];
      const CheckState seen = good ? CheckState::up : CheckState::down;
      const std::size_t needed = good ? settings.rise : settings.fall;
      if (i == 0 || (expected != seen && run_length(results, i) >= needed)) expected = seen;
      const ProbeOutcome outcome = good ? ProbeOutcome::ok : ProbeOutcome::reset;
      const CheckStep made = step(check, settings, {outcome, 1ms}, Instant{}, random());
      ASSERT_EQ(made.changed, made.check.state != check.state);
      check = made.check;
      ASSERT_EQ(check.state, expected) << "world " << world << " result " << i;
    }
  }
}

TEST(CheckProperty, TheNextProbeIsNeverLaterThanTheLongestIntervalWithJitter) {
  std::mt19937_64 random(kSeed);
  for (int world = 0; world < 2000; ++world) {
    const config::HealthCheck settings = random_settings(random);
    const nanoseconds longest =
        std::max({settings.interval, settings.interval_transition, settings.interval_down});
    Check check;
    for (const bool good : random_results(random, 100)) {
      const ProbeOutcome outcome = good ? ProbeOutcome::ok : ProbeOutcome::timeout;
      const CheckStep made = step(check, settings, {outcome, 1ms}, Instant{}, random());
      check = made.check;
      ASSERT_GE(made.next_after, 0ns);
      ASSERT_LE(made.next_after, longest + longest * settings.jitter_percent / 100);
      const bool suspected = check.state == CheckState::up && check.failures > 0;
      if (suspected) {
        ASSERT_LE(made.next_after, settings.interval_transition);
      }
    }
  }
}

}  // namespace
}  // namespace meridian::health
