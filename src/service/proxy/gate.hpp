// What a worker lets in: connections at accept, requests at their head. Every bound is this
// worker's share of the configured one, so that workers need no counter in common. Limits that are
// off cost a branch; clients are told apart only where a limit asks for it. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/config/limits_config.hpp"
#include "meridian/core/traffic/body_rate.hpp"
#include "meridian/core/traffic/client_table.hpp"
#include "meridian/io/net/held_bytes.hpp"
#include "meridian/io/observability/worker_metrics.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::proxy {

// What one exchange has of its worker's bounds.
struct Pass {
  using Slot = traffic::ClientTable::Slot;
  explicit Pass(std::size_t& held_sum) : held(held_sum) {}

  net::HeldBytes held;
  Slot client = Slot::none;       // counts there
  bool retrying = false;          // draws on the retry budget of its service,
  UpstreamId retry_of{};          // counted here
  bool upstream_limited = false;  // an upstream was passed over: it has as much as it may be given
  traffic::BodyRate body_rate;    // limits.body_rate_min
};

class Gate {
 public:
  using Termination = observability::Termination;
  using Slot = traffic::ClientTable::Slot;
  struct Verdict {
    Termination refusal = Termination::complete;  // complete: let in
    nanoseconds wait{};                           // after which it may be tried again
    bool refused() const { return refusal != Termination::complete; }
  };
  struct Setup {
    std::uint32_t workers = 1;
    std::uint32_t connections_max = 0;  // of this worker; 0: unknown
    std::uint64_t seed = 0;
    const std::size_t* held = nullptr;  // bytes this worker keeps
  };

  explicit Gate(const Setup& setup) : setup_(setup) {}
  void adopt(const Snapshot& snapshot);

  // A limit of the process as this worker keeps it.
  std::uint32_t share(std::uint32_t limit) const {
    return (limit + setup_.workers - 1) / setup_.workers;
  }

  // `open`: connections there are. `client` is to be given to end_connection.
  Verdict begin_connection(const IpAddress& peer, std::size_t open, Instant now, Slot& client);
  // Likewise of a connection that is there: a PROXY header has named who it is.
  Verdict begin_client(const IpAddress& client, Instant now, Slot& slot);
  void end_connection(Slot client) {
    if (client != Slot::none) clients_->end_connection(client);
  }

  // A request counts from the first to the last of these, whether it is let in or refused.
  void begin_request() { ++running_; }
  Verdict judge_request(const IpAddress& client, Instant now, Pass& pass) {
    return limited_ ? judge_limits(client, now, pass) : Verdict{};
  }
  // `route`: of `view`, the one adopted; null: none matched.
  Verdict judge_route(const routing::View& view, const routing::RouteView* route, Instant now) {
    if (routes_.empty() || route == nullptr) return {};
    return judge_bucket(routes_[static_cast<std::size_t>(route - view.routes.data())], now);
  }
  void end_request(Pass& pass);

  // A request that was sent already is to be sent again. False: the budget is used up.
  bool begin_retry(const routing::ServiceView& service, UpstreamId upstream,
                   std::span<const std::uint32_t> in_flight, Pass& pass);

 private:
  struct RouteBucket {
    std::string name;
    traffic::Rate rate;
    traffic::TokenBucket bucket;
  };
  Verdict judge_limits(const IpAddress& client, Instant now, Pass& pass);
  Verdict judge_client(const IpAddress& client, Instant now, Pass& pass);
  static Verdict judge_bucket(RouteBucket& route, Instant now);
  bool over_memory() const { return limits_.memory != 0 && *setup_.held > limits_.memory; }
  void adopt_routes(const routing::View& view);
  bool tells_clients_apart() const;

  Setup setup_;
  config::Limits limits_;  // this worker's share
  const CidrMap* trusted_proxies_ = nullptr;
  bool limited_ = false;  // some limit on requests is on
  std::uint32_t running_ = 0;
  std::unique_ptr<traffic::ClientTable> clients_;  // null: no limit has asked for it yet
  std::vector<RouteBucket> routes_;                // by place in the view; empty: none is limited
  std::vector<std::uint32_t> retrying_;            // by UpstreamId
};

}  // namespace meridian::proxy
