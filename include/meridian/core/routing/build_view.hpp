// From the plain values that the rest of the edge keeps (config, health, addresses, latency, load)
// to the view that its workers decide on.
#pragma once

#include <memory>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/health/health_table.hpp"
#include "meridian/core/latency/reading.hpp"
#include "meridian/core/routing/apply_overrides.hpp"
#include "meridian/core/routing/demand.hpp"
#include "meridian/core/routing/topology.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

struct ResolvedEndpoint {
  EndpointId id{};
  std::vector<IpEndpoint> addresses;
};

struct ViewInputs {
  std::shared_ptr<const Topology> topology;
  std::vector<health::UpstreamHealth> upstreams;  // sorted by id; absent: unknown
  std::vector<health::EndpointHealth> endpoints;  // sorted by id; absent: unknown
  std::vector<ResolvedEndpoint> addresses;        // sorted by id
  std::vector<latency::UpstreamLatency> latency;  // sorted by id; absent: unknown
  std::vector<latency::EdgeRows> edges;           // other edges' fresh rows
  std::vector<Demand> demand;                     // of services with the step `capacity`
  std::vector<AppliedOverride> overrides;         // sorted by id; absent: as the file says
};

// Pure. `previous` may be null; it gives versions, sequences and the memory for last_good. The
// version moves when the shared digest does, the local sequence when anything local does.
std::shared_ptr<const View> build_view(const View* previous, const ViewInputs& inputs);

}  // namespace meridian::routing
