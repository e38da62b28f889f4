// What this edge itself thinks of every endpoint and upstream: active checks and passive evidence
// joined. A value held by the control thread; build_view takes its result.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/health/check.hpp"

namespace meridian::health {

enum class Health : std::uint8_t {
  unknown,  // no evidence yet: served, as a start must not wait for probes
  up,
  out,
};
std::string_view to_string(Health health);

enum class HealthReason : std::uint8_t { none, check_failed, connect_failures, unresolved };
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
};

// Connect failures of one endpoint in a row, seen by one worker, that put it out at once.
inline constexpr int kConnectFailuresToOut = 5;
// How long a passive verdict holds where no check can lift it.
inline constexpr seconds kPassiveOut{10};

// Endpoint: out when a critical check is down or live traffic said so; up when every critical check
// is up. Upstream: out when all its endpoints are, up when one is up. Warn checks change nothing.
class HealthTable {
 public:
  struct Endpoint {
    EndpointId id{};
    std::vector<config::HealthCheck> checks;  // of its upstream
  };
  struct Upstream {
    UpstreamId id{};
    std::vector<Endpoint> endpoints;
  };
  // Replaces what is watched; the state of endpoints that stay, and of their checks (by name), is
  // kept.
  void watch(std::vector<Upstream> upstreams, Instant now);

  struct Applied {
    bool changed = false;      // some endpoint or upstream has another health
    nanoseconds next_after{};  // for this check
  };
  // `check`: its place in Endpoint::checks. The endpoint must be watched.
  Applied apply(EndpointId endpoint, std::size_t check, const ProbeResult& result, Instant now,
                std::uint64_t random);

  // A worker saw kConnectFailuresToOut connect failures in a row: out at once, until the critical
  // checks have seen `rise` successes (without one: until kPassiveOut has passed, see expire).
  // True if something changed; an endpoint that has left the config is ignored.
  bool connect_failures(EndpointId endpoint, Instant now);
  // Lifts passive verdicts that no check will lift. True if something changed.
  bool expire(Instant now);

  const EndpointHealth* find(EndpointId id) const;
  const UpstreamHealth* find(UpstreamId id) const;
  // By place in Endpoint::checks; empty where the endpoint is not watched.
  std::span<const Check> checks(EndpointId id) const;
  std::uint64_t transitions(UpstreamId id) const;  // how often its health became up or out
  std::vector<UpstreamHealth> upstreams() const;   // sorted by id
  std::vector<EndpointHealth> endpoints() const;   // sorted by id
  bool first_round_done() const;                   // every check has had a result

 private:
  struct Tracked {
    UpstreamId upstream{};
    std::vector<config::HealthCheck> settings;
    std::vector<Check> checks;
    bool connect_failed = false;  // a passive verdict stands
    Instant connect_failed_at{};
    EndpointHealth health;
  };
  struct Group {
    std::vector<EndpointId> endpoints;
    std::uint64_t transitions = 0;
    UpstreamHealth health;
  };
  static bool has_critical(const Tracked& tracked);
  static void carry_over(const Tracked& old, Tracked& to);
  // Bring the joined health up to date; true if it is another one.
  static bool judge(Tracked& tracked);
  bool judge(Group& group, Instant now) const;
  bool rejudge(Tracked& tracked, Instant now);

  std::map<EndpointId, Tracked> endpoints_;
  std::map<UpstreamId, Group> upstreams_;
};

}  // namespace meridian::health
