// One health check of one endpoint as a pure state machine: rise, fall, intervals, jitter. The
// driver in io/probe performs the probe and asks when the next one is due.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

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
  bad_body,    // without the text that is asked for
};
inline constexpr std::size_t kProbeOutcomeCount =
    static_cast<std::size_t>(ProbeOutcome::bad_body) + 1;
std::string_view to_string(ProbeOutcome outcome);

struct ProbeResult {
  ProbeOutcome outcome = ProbeOutcome::ok;
  microseconds elapsed{};
  microseconds connect{};  // a round trip of the network; 0: no connection at the first address
};

enum class CheckState : std::uint8_t { unknown, up, down };
std::string_view to_string(CheckState state);

struct Check {
  CheckState state = CheckState::unknown;
  std::uint32_t successes = 0;  // in a row
  std::uint32_t failures = 0;   // in a row
  ProbeOutcome last = ProbeOutcome::ok;
  microseconds last_elapsed{};
  Instant since{};      // of `state`
  bool probed = false;  // at least one result was taken
};

struct CheckStep {
  Check check;
  bool changed = false;      // `state` is another one
  nanoseconds next_after{};  // until the next probe, jitter applied
};

// The first result decides at once; later `fall` failures or `rise` successes in a row are needed.
// Failures while up are re-probed 0, 100 and 200 ms after the first one, then every
// interval_transition; each re-probe counts. Successes while down are re-probed after
// interval_transition: a return is believed slowly.
// `random`: any 64 bits, for the jitter.
CheckStep step(const Check& check, const config::HealthCheck& settings, const ProbeResult& result,
               Instant now, std::uint64_t random);

// Evidence from live traffic: the check is down now and needs `rise` successes to come back.
// What probes saw (`last`, `probed`) stays.
Check force_down(const Check& check, Instant now);

}  // namespace meridian::health
