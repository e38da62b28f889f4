// What workers decide on: immutable, published as one unit, never changed after build_view
// returned. The shared part is equal on every edge of the same config and shared state and has a
// version and a digest; the local part is this edge's own and has a sequence number.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/core/geo/place.hpp"
#include "meridian/core/health/health_table.hpp"
#include "meridian/core/latency/reading.hpp"
#include "meridian/core/routing/apply_overrides.hpp"
#include "meridian/core/routing/demand.hpp"
#include "meridian/core/routing/topology.hpp"

namespace meridian::routing {

// Service-local upstream numbers are bits in such a set.
using CandidateSet = std::uint64_t;

struct EndpointView {
  EndpointId id{};
  std::string host;
  std::uint16_t port = 0;
  std::string label;
  std::vector<IpEndpoint> addresses;  // resolved, sorted; empty: unresolved
  bool out = false;                   // local: left out by choose_endpoint while others remain
};

struct UpstreamView {
  UpstreamId id{};
  std::string region;
  bool located = false;
  geo::Coordinates location;
  std::uint32_t weight = 0;  // shared: as file and operators say
  std::uint32_t priority = 1;
  config::UpstreamState state = config::UpstreamState::enabled;
  bool pins_ended = false;  // shared: where it takes no new clients, it keeps none either
  health::Health health = health::Health::unknown;  // local
  health::HealthReason health_reason = health::HealthReason::none;
  bool refused = false;              // local: out, and it accepts no connection
  std::uint32_t ramp_percent = 100;  // local: of the weight, after a return
  std::uint32_t votes = 0;           // local: with the reason `agreed`, see health::UpstreamHealth
  std::uint32_t voters = 0;
  std::uint64_t healthy_at = 0;      // local: local_sequence of the last view it served in; 0: none
  latency::UpstreamLatency latency;  // local
  config::UpstreamTls tls;
  config::ProxyHeader proxy_protocol = config::ProxyHeader::off;
  config::UpstreamLimits limits;
  std::vector<EndpointView> endpoints;
};

// What it is drawn by: less than `weight` while it ramps, never less than 1 for that.
std::uint32_t effective_weight(const UpstreamView& upstream);

struct FenceView;  // compiled; private to routing
struct StepView;
struct CapacityStep;

struct BoundFence {
  const FenceView* fence = nullptr;
  CandidateSet regions = 0;  // the fence's regions as candidates of this service
};

// What the rendezvous draw needs of one candidate.
struct Draw {
  std::uint64_t seed = 0;            // of the region id, equal for every service
  std::uint64_t inverse_weight = 0;  // fixed point; 0: weight 0, takes no part
};

struct ServiceView {
  std::string id;
  config::Panic panic = config::Panic::use_all;
  config::Timeouts timeouts;
  traffic::RetryBudget retry_budget;
  std::vector<UpstreamView> upstreams;  // sorted by region; index = candidate number
  std::vector<StepView> steps;
  std::unique_ptr<const CapacityStep> capacity;  // shared; null: the policy has no such step
  std::vector<BoundFence> fences;                // sorted by id
  const config::Affinity* affinity = nullptr;
  // Compiled from the upstreams above.
  std::vector<Draw> draws;  // by candidate
  CandidateSet all = 0;
  CandidateSet enabled = 0;  // takes new clients: enabled and weight > 0
  CandidateSet keeps = 0;    // serves clients that are pinned to it: not disabled, nor drained long
  CandidateSet healthy = 0;  // neither out nor held
  CandidateSet held = 0;     // they work, and are kept out for a while
  CandidateSet behind = 0;   // degraded: after those that are not
  CandidateSet ramping = 0;  // with less than their weight
  CandidateSet primary = 0;  // the one that writes; 0: no roles
  bool reads_load = false;   // some step looks at Load
  std::uint32_t explore = 0;  // ten-thousandths of the clients, see Reason::local_explore

  ServiceView();
  ~ServiceView();
  ServiceView(ServiceView&&) noexcept;
  ServiceView(const ServiceView&) = delete;
};

struct RouteView {
  std::string name;
  const ServiceView* service = nullptr;  // exactly one of these three
  const ServiceView* canary = nullptr;   // in place of `service` for some; null: none
  const config::Redirect* redirect = nullptr;
  const config::Answer* respond = nullptr;
  const config::Route* config = nullptr;
};

class RouteTable;  // private to routing

// Where an upstream is in a view.
struct UpstreamPlace {
  const ServiceView* service = nullptr;  // null: the upstream has left the config
  std::uint8_t candidate = 0;
};

struct View {
  // shared part
  std::uint64_t version = 0;
  std::uint64_t digest = 0;
  std::uint64_t common_digest = 0;  // of that, what no edge measures itself: to compare edges by
  std::shared_ptr<const Topology> topology;
  geo::Locator locator;
  std::vector<ServiceView> services;  // sorted by id
  std::vector<RouteView> routes;      // in file order
  std::vector<FenceView> fences;
  std::unique_ptr<const RouteTable> route_table;
  std::vector<UpstreamPlace> by_upstream;  // by UpstreamId
  bool pins = false;                       // some service pins by cookie
  bool explores = false;                   // some service does: requests need an explore_window
  std::vector<AppliedOverride> overrides;  // of operators, sorted by id
  // local part
  std::uint64_t local_sequence = 0;
  std::uint64_t local_digest = 0;
  std::vector<Demand> demand;        // as the shared part was built from
  std::uint64_t address_digest = 0;  // part of local_digest: of resolved addresses

  const UpstreamView* find(UpstreamId id) const;  // null where it has left the config
  View();
  ~View();
  View(const View&) = delete;
};

}  // namespace meridian::routing
