// What live traffic says about an endpoint: failures in a row, and for how long they take it out.
// Pure; workers use these for their own choice at once, HealthTable for all of them.
#pragma once

#include <cstdint>
#include <optional>

#include "meridian/core/base/time.hpp"

namespace meridian::health {

// Of one attempt, by what it proves: the worst last.
enum class LiveFailure : std::uint8_t {
  gateway_error,  // it answered 502, 503 or 504
  broken,         // connected, then a reset or no answer in time
  connect,        // no connection: refused, unreachable, timeout, TLS
};

// Failures of one endpoint in a row, seen by one worker, until they count.
inline constexpr std::uint32_t kLiveFailuresInARow = 5;

// What is in a row at one worker. Clients that go away are no failure of the endpoint.
class LiveStreak {
 public:
  // The kind of the whole row when this failure completes it: the least that all of them prove.
  std::optional<LiveFailure> fail(LiveFailure failure);
  void connected();  // ends a row of connect failures alone
  void answered() { *this = LiveStreak(); }

 private:
  std::uint32_t failures_ = 0;
  std::uint32_t connects_ = 0;  // of them
  std::uint32_t gateways_ = 0;  // of them
};

// An endpoint is ejected for 30 s, then 60 s, and so on up to 300 s, each 10 % more or less. 300 s
// after the end of one, one is forgotten.
inline constexpr seconds kEjection{30};
inline constexpr seconds kEjectionMax{300};
struct Ejection {
  std::uint32_t times = 0;
  Instant until{};
};
// `random`: any 64 bits, for the jitter.
Ejection eject(const Ejection& before, Instant now, std::uint64_t random);
// The same ejection from now on, because it is proved again.
Ejection prolong(const Ejection& before, Instant now, std::uint64_t random);

// Whether one more of `endpoints` may be ejected while `ejected` of them are: at most half, and
// never the only one.
constexpr bool may_eject(std::size_t endpoints, std::size_t ejected) {
  return endpoints >= 2 && (ejected + 1) * 2 <= endpoints;
}

}  // namespace meridian::health
