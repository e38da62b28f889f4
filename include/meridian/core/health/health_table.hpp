// What this edge itself thinks of every endpoint and upstream: active checks and passive evidence
// joined. A value held by the control thread; build_view takes its result.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
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
  // Replaces what is watched; the state of endpoints and checks that stay is kept.
  void watch(std::vector<Upstream> upstreams, Instant now);

  struct Applied {
    bool changed = false;      // some endpoint or upstream has another health
    nanoseconds next_after{};  // for this check
  };
  Applied apply(EndpointId endpoint, std::size_t check, const ProbeResult& result, Instant now,
                std::uint64_t random);

  // A worker saw kConnectFailuresToOut connect failures in a row: out at once, until the active
  // checks have seen `rise` successes (without checks: until `kPassiveOut` has passed, see expire).
  bool connect_failures(EndpointId endpoint, Instant now);
  // Lifts passive verdicts that no check will lift. True if something changed.
  bool expire(Instant now);

  const EndpointHealth* find(EndpointId id) const;
  const UpstreamHealth* find(UpstreamId id) const;
  std::vector<UpstreamHealth> upstreams() const;  // sorted by id
  std::vector<EndpointHealth> endpoints() const;  // sorted by id
  bool first_round_done() const;                  // every check has had a result

 private:
  struct Tracked;
  struct Group;
  std::unordered_map<std::uint32_t, Tracked> endpoints_;
  std::unordered_map<std::uint32_t, Group> upstreams_;
};

inline constexpr int kConnectFailuresToOut = 5;
inline constexpr seconds kPassiveOut{10};

}  // namespace meridian::health
