#include "meridian/core/health/slowness.hpp"

namespace meridian::health {

namespace {

Slowness while_slow(Slowness state, Pace pace, Instant now, std::uint64_t random) {
  if (pace == Pace::slow) state.ejection = prolong(state.ejection, now, random);
  if (pace != Pace::unknown) state.in_a_row = pace == Pace::fine ? state.in_a_row + 1 : 0;
  if (state.in_a_row >= kFineWindows || now >= state.ejection.until) {
    state.slow = false;
    state.in_a_row = 0;
  }
  return state;
}

}  // namespace

Slowness step(const Slowness& before, Pace pace, Instant now, std::uint64_t random) {
  if (before.slow) return while_slow(before, pace, now, random);
  Slowness after = before;
  if (pace != Pace::unknown) after.in_a_row = pace == Pace::slow ? after.in_a_row + 1 : 0;
  if (after.in_a_row < kSlowWindows) return after;
  return {true, 0, eject(before.ejection, now, random)};
}

}  // namespace meridian::health
