#include "meridian/core/health/check.hpp"

#include <algorithm>

namespace meridian::health {
namespace {

// Between the first failure and the re-probes that follow it at 0, 100 and 200 ms.
constexpr milliseconds kReprobeSpacing{100};
constexpr std::uint32_t kQuickReprobes = 3;

// `length` × (1 ± percent/100).
nanoseconds jittered(nanoseconds length, std::uint32_t percent, std::uint64_t random) {
  const double unit = static_cast<double>(random >> 11) * 0x1p-52 - 1.0;  // -1 <= unit < 1
  const double factor = 1.0 + unit * static_cast<double>(std::min(percent, 100U)) / 100.0;
  return nanoseconds(static_cast<std::int64_t>(static_cast<double>(length.count()) * factor));
}

// A share of the spacing instead of the delay, as the first delay is 0.
nanoseconds reprobe_delay(std::uint32_t failures, const config::HealthCheck& settings,
                          std::uint64_t random) {
  const nanoseconds latest = settings.interval_transition;
  if (failures > kQuickReprobes) {
    return std::min(jittered(latest, settings.jitter_percent, random), latest);
  }
  const nanoseconds base = failures == 1 ? nanoseconds(0) : nanoseconds(kReprobeSpacing);
  const nanoseconds shift =
      jittered(kReprobeSpacing, settings.jitter_percent, random) - nanoseconds(kReprobeSpacing);
  return std::min(base + std::max(shift, nanoseconds(0)), latest);
}

void count(Check& check, bool good) {
  check.successes = good ? std::min(check.successes, ~0U - 1) + 1 : 0;
  check.failures = good ? 0 : std::min(check.failures, ~0U - 1) + 1;
}

CheckState next_state(const Check& counted, const config::HealthCheck& settings, bool good) {
  if (counted.state == CheckState::unknown) return good ? CheckState::up : CheckState::down;
  if (counted.state == CheckState::up && counted.failures >= std::max(settings.fall, 1U)) {
    return CheckState::down;
  }
  if (counted.state == CheckState::down && counted.successes >= std::max(settings.rise, 1U)) {
    return CheckState::up;
  }
  return counted.state;
}

nanoseconds next_delay(const CheckStep& made, bool first, const config::HealthCheck& settings,
                       std::uint64_t random) {
  const Check& check = made.check;
  if (check.state == CheckState::up) {
    if (check.failures > 0) return reprobe_delay(check.failures, settings, random);
    return jittered(settings.interval, settings.jitter_percent, random);
  }
  // One probe alone made it down: look again soon.
  const bool doubtful = check.successes > 0 || first;
  return jittered(doubtful ? settings.interval_transition : settings.interval_down,
                  settings.jitter_percent, random);
}

}  // namespace

std::string_view to_string(ProbeOutcome outcome) {
  switch (outcome) {
    case ProbeOutcome::ok: return "ok";
    case ProbeOutcome::refused: return "refused";
    case ProbeOutcome::reset: return "reset";
    case ProbeOutcome::timeout: return "timeout";
    case ProbeOutcome::tls: return "tls";
    case ProbeOutcome::bad_status: return "bad_status";
    case ProbeOutcome::bad_answer: return "bad_answer";
    case ProbeOutcome::slow: return "slow";
    case ProbeOutcome::unresolved: return "unresolved";
    case ProbeOutcome::bad_body: return "bad_body";
  }
  return "";
}

std::string_view to_string(CheckState state) {
  switch (state) {
    case CheckState::unknown: return "unknown";
    case CheckState::up: return "up";
    case CheckState::down: return "down";
  }
  return "";
}

CheckStep step(const Check& check, const config::HealthCheck& settings, const ProbeResult& result,
               Instant now, std::uint64_t random) {
  const bool good = result.outcome == ProbeOutcome::ok;
  CheckStep made{check, false, {}};
  count(made.check, good);
  made.check.last = result.outcome;
  made.check.last_elapsed = result.elapsed;
  made.check.probed = true;
  made.check.state = next_state(made.check, settings, good);
  made.changed = made.check.state != check.state;
  if (made.changed) made.check.since = now;
  made.next_after = next_delay(made, check.state == CheckState::unknown, settings, random);
  return made;
}

Check force_down(const Check& check, Instant now) {
  Check down = check;
  down.successes = 0;
  if (check.state != CheckState::down) down.since = now;
  down.state = CheckState::down;
  return down;
}

}  // namespace meridian::health
