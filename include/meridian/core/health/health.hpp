// The words of health: what an endpoint and an upstream can be, and why. Plain values, made by
// HealthTable and read by build_view.
#pragma once

#include <cstdint>
#include <string_view>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/health/check.hpp"

namespace meridian::health {

enum class Health : std::uint8_t {
  unknown,  // no evidence yet: served, as a start must not wait for probes
  up,
  out,
  degraded,  // it works badly: served after those that work well
  held,      // it works again, and is kept out: see damping.hpp
};
std::string_view to_string(Health health);
// Whether requests may go there.
constexpr bool serves(Health health) {
  return health != Health::out && health != Health::held;
}

enum class HealthReason : std::uint8_t {
  none,
  check_failed,
  connect_failures,  // of live traffic, in a row
  unresolved,
  live_failures,      // resets and timeouts of live traffic, in a row
  gateway_errors,     // of live traffic, in a row
  slow_answers,       // of live traffic, compared with the other regions
  too_few_endpoints,  // fewer than min_healthy
  flapping,           // held
  awaiting_operator,  // held: failback is manual
  agreed,             // out: as many edges as it takes find it out
  max_auto_out,       // degraded in place of out: the service would lose too much weight
};
std::string_view to_string(HealthReason reason);

struct EndpointHealth {
  EndpointId id{};
  Health health = Health::unknown;
  HealthReason reason = HealthReason::none;
  ProbeOutcome last = ProbeOutcome::ok;
};

struct UpstreamHealth {
  UpstreamId id{};
  Health health = Health::unknown;
  HealthReason reason = HealthReason::none;
  Instant since{};
  bool refused = false;              // out: every endpoint that is out accepts no connection
  std::uint32_t ramp_percent = 100;  // of its weight
  Instant held_until{};              // held; Instant{}: until an operator says so
  // Agreed: edges that found it out, of all that have it.
  std::uint32_t votes = 0;
  std::uint32_t voters = 0;
};

}  // namespace meridian::health
