// What this edge itself thinks of every endpoint and upstream: active checks and what live traffic
// met, joined and damped. A value held by the control thread; build_view takes its result.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/health/check.hpp"
#include "meridian/core/health/damping.hpp"
#include "meridian/core/health/health.hpp"
#include "meridian/core/health/live_traffic.hpp"
#include "meridian/core/health/slowness.hpp"

namespace meridian::health {

// Endpoint: out when a critical check is down or live traffic ejected it; up when every critical
// check is up. Upstream: out when fewer than min_healthy of its endpoints serve; degraded when all
// that serve are, or when it answers slowly; up when one is up; held when it works again and its
// damping does not let it in. Warn checks change nothing.
class HealthTable {
 public:
  struct Endpoint {
    EndpointId id{};
    std::vector<config::HealthCheck> checks;  // of its upstream
  };
  struct Upstream {
    UpstreamId id{};
    std::vector<Endpoint> endpoints;
    std::uint32_t min_healthy = 1;
    config::ReturnPolicy return_policy;
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

  // A worker saw kLiveFailuresInARow failures of this kind in a row. True if something changed; an
  // endpoint that has left the config is ignored.
  //   connect        out; with critical checks until they have seen `rise` successes
  //   broken         the only endpoint: likewise. Of several: ejected, half of them at most
  //   gateway_error  the only endpoint, and beyond half: degraded. Else ejected
  // What is ejected or degraded is so for the time of its Ejection, or until its checks have failed
  // and are up again.
  bool live_failures(EndpointId endpoint, LiveFailure kind, Instant now, std::uint64_t random);
  // What one window of live traffic says of how fast this upstream answers, compared with the
  // others of its service: one that is slow is degraded. True if something changed; an upstream
  // that is not watched is ignored.
  bool paced(UpstreamId upstream, Pace pace, Instant now, std::uint64_t random);
  // What time alone changes: ends ejections and hold-downs, raises ramps. True if something did.
  bool advance(Instant now);
  // An operator lets in what is held. True if something changed.
  bool readmit(UpstreamId upstream, Instant now);

  const EndpointHealth* find(EndpointId id) const;
  const UpstreamHealth* find(UpstreamId id) const;
  // By place in Endpoint::checks; empty where the endpoint is not watched.
  std::span<const Check> checks(EndpointId id) const;
  std::uint64_t transitions(UpstreamId id) const;  // how often its health became up or out
  std::uint64_t ejections(UpstreamId id) const;    // verdicts of live traffic on it
  std::vector<UpstreamHealth> upstreams() const;   // sorted by id
  std::vector<EndpointHealth> endpoints() const;   // sorted by id
  bool first_round_done() const;                   // every check has had a result

 private:
  // What live traffic said, while it stands.
  struct LiveVerdict {
    LiveFailure kind = LiveFailure::gateway_error;
    bool ejects = false;         // else it degrades
    bool by_checks = false;      // it put the critical checks down, and ends when they are up
    bool checks_failed = false;  // since then
  };
  struct Tracked {
    UpstreamId upstream{};
    std::vector<config::HealthCheck> settings;
    std::vector<Check> checks;
    std::optional<LiveVerdict> verdict;
    Ejection ejection;
    bool refused = false;  // it is out, and accepts no connection
    EndpointHealth health;
  };
  struct Group {
    std::vector<EndpointId> endpoints;
    std::uint32_t min_healthy = 1;
    config::ReturnPolicy policy;
    Damping damping;
    Slowness slowness;
    std::uint64_t transitions = 0;
    std::uint64_t ejections = 0;
    UpstreamHealth health;
  };
  struct Critical;
  static Critical critical_checks(const Tracked& tracked);
  static void carry_over(const Tracked& old, Tracked& to);
  static void end_verdict(Tracked& tracked, const Critical& critical, Instant now);
  std::optional<LiveVerdict> verdict_on(const Tracked& tracked, LiveFailure kind) const;
  UpstreamHealth join(const Group& group) const;
  // Bring the joined health up to date; true if it is another one.
  static bool judge(Tracked& tracked, Instant now);
  bool judge(Group& group, Instant now) const;
  bool rejudge(Tracked& tracked, Instant now);

  std::map<EndpointId, Tracked> endpoints_;
  std::map<UpstreamId, Group> upstreams_;
};

}  // namespace meridian::health
