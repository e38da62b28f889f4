// How an upstream that failed comes back: at once after one outage, held down ever longer while it
// flaps, and with a weight that rises in steps. A pure state machine; time is an argument.
#pragma once

#include <cstdint>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/health_check.hpp"

namespace meridian::health {

enum class Admission : std::uint8_t { in, out, held };

struct Damping {
  Admission admission = Admission::in;
  bool works = true;          // as evidence said last
  std::uint32_t outages = 0;  // that are not forgotten: they set the length of the hold-down
  Instant works_since{};      // of the present run without an outage
  Instant back_at{};          // when it was let in last; Instant{}: it never was out
};

// Evidence, or only the passing of time: `works` may be what it was before. An outage while held
// counts as well, and the hold-down begins anew with it: what flaps on is not let in.
Damping step(const Damping& before, bool works, const config::ReturnPolicy& policy, Instant now);

// An operator lets in what is held. Nothing changes where it is not.
Damping readmit(const Damping& before, Instant now);

// The end of the hold-down of what is held; Instant{}: only an operator ends it.
Instant held_until(const Damping& damping, const config::ReturnPolicy& policy);

// 10 to 100, in tenths.
std::uint32_t ramp_percent(const Damping& damping, const config::ReturnPolicy& policy, Instant now);

}  // namespace meridian::health
