// One health check of one endpoint as a pure state machine: rise, fall, intervals, jitter. The
// driver in io/probe performs the probe and asks when the next one is due.
#pragma once

#include <cstdint>
#include <optional>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::health {

enum class ProbeOutcome : std::uint8_t {
  ok,
  refused,     // connection refused, unreachable
  reset,       // closed or reset before the answer was complete
  timeout,     // no complete answer within `timeout`
  tls,         // handshake or verification failed
  bad_status,  // outside status_min..status_max
  bad_answer,  // not HTTP
  slow,        // good, but later than `slow_after`
  unresolved,  // the name has no address
};
std::string_view to_string(ProbeOutcome outcome);

struct ProbeResult {
  ProbeOutcome outcome = ProbeOutcome::ok;
  microseconds elapsed{};
};

enum class CheckState : std::uint8_t { unknown, up, down };

struct Check {
  CheckState state = CheckState::unknown;
  std::uint32_t successes = 0;  // in a row
  std::uint32_t failures = 0;   // in a row
  ProbeOutcome last = ProbeOutcome::ok;
  microseconds last_elapsed{};
  Instant since{};  // of `state`
};

struct CheckStep {
  Check check;
  bool changed = false;      // `state` is another one
  nanoseconds next_after{};  // until the next probe, jitter applied
};

// The first result decides at once; later `fall` failures or `rise` successes in a row are needed.
// A first failure while up, or a first success while down, is re-probed soon (interval_transition).
// `random`: any 64 bits, for the jitter.
CheckStep step(const Check& check, const config::HealthCheck& settings, const ProbeResult& result,
               Instant now, std::uint64_t random);

}  // namespace meridian::health
