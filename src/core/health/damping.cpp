#include "meridian/core/health/damping.hpp"

#include <algorithm>

namespace meridian::health {
namespace {

constexpr std::uint32_t kRampSteps = 10;
constexpr std::uint32_t kOutagesMax = 32;  // more make no longer hold-down

nanoseconds hold_down(std::uint32_t outages, const config::ReturnPolicy& policy) {
  if (outages < 2) return nanoseconds{0};
  milliseconds length = policy.hold_down;
  for (std::uint32_t i = 2; i < outages && length < policy.hold_down_max; ++i) length *= 2;
  return std::min(length, policy.hold_down_max);
}

// Each hold_down_max that it has been in without failing, one outage is forgotten.
std::uint32_t remembered(const Damping& before, const config::ReturnPolicy& policy, Instant now) {
  if (policy.hold_down_max.count() == 0) return 0;
  if (before.admission != Admission::in) return before.outages;
  const auto periods = (now - before.back_at) / policy.hold_down_max;
  return periods >= before.outages ? 0 : before.outages - static_cast<std::uint32_t>(periods);
}

Damping begin_outage(const Damping& before, const config::ReturnPolicy& policy, Instant now) {
  Damping next = before;
  next.outages = std::min(remembered(before, policy, now) + 1, kOutagesMax);
  next.admission = Admission::out;
  next.works = false;
  return next;
}

}  // namespace

Damping step(const Damping& before, bool works, const config::ReturnPolicy& policy, Instant now) {
  if (!works) return before.works ? begin_outage(before, policy, now) : before;
  Damping next = before;
  if (!before.works) next.works_since = now;
  next.works = true;
  if (before.admission == Admission::in) return next;
  next.admission = Admission::held;
  if (policy.failback == config::Failback::manual || now < held_until(next, policy)) return next;
  next.admission = Admission::in;
  next.back_at = now;
  return next;
}

Damping readmit(const Damping& before, Instant now) {
  Damping next = before;
  if (before.admission != Admission::held) return next;
  next.admission = Admission::in;
  next.back_at = now;
  return next;
}

Instant held_until(const Damping& damping, const config::ReturnPolicy& policy) {
  if (policy.failback == config::Failback::manual) return Instant{};
  return damping.works_since + hold_down(damping.outages, policy);
}

std::uint32_t ramp_percent(const Damping& damping, const config::ReturnPolicy& policy,
                           Instant now) {
  const bool returning = damping.admission == Admission::in && damping.back_at != Instant{};
  if (!returning || policy.ramp.count() == 0) return 100;
  const auto passed = std::max(nanoseconds(now - damping.back_at), nanoseconds{0});
  if (passed >= policy.ramp) return 100;
  const auto steps = static_cast<std::uint32_t>(passed * kRampSteps / nanoseconds(policy.ramp));
  return (steps + 1) * 100 / kRampSteps;
}

}  // namespace meridian::health
