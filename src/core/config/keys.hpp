// The sections of the file. To add a key, add its line to the section it belongs to (keys_*.cpp)
// and describe it in conf/meridian.yaml; a test compares the two.
#pragma once

#include <vector>

#include "core/config/key.hpp"
#include "core/config/steps.hpp"

namespace meridian::config {

const Section<Config>& root_section();

// keys_edge.cpp
const Section<Edge>& edge_section();
const Section<Listener>& listener_section();
const Section<Log>& log_section();
// keys_tls.cpp
const Section<TlsPolicy>& tls_section();  // of a listener
Key<Listener> tls_hosts_key();            // after `tls`, from which its policies start
const Section<SessionTickets>& session_tickets_section();
// keys_store.cpp
const Section<Store>& store_section();
// keys_admin.cpp
const Section<Admin>& admin_section();
// keys_safety.cpp
const Section<Safety>& safety_section();
// keys_limits.cpp
const Section<Timeouts>& timeouts_section();           // all of them
const Section<Timeouts>& upstream_timeouts_section();  // those that a service may change
const Section<Limits>& limits_section();
const Section<UpstreamLimits>& upstream_limits_section();
const Section<traffic::RetryBudget>& retry_budget_section();
// keys_geo.cpp
const Section<GeoIp>& geoip_section();
// keys_regions.cpp
struct RegionKeys {
  std::string id;
  std::optional<double> latitude;
  std::optional<double> longitude;
  std::optional<geo::Country> country;
  std::vector<std::string> tags;
};
const Section<RegionKeys>& region_section();
// keys_latency.cpp
const Section<Config>& latency_section();
const Section<Fence>& fence_section();
// keys_affinity.cpp
const Section<Affinity>& affinity_section();
// keys_services.cpp
const Section<Service>& service_section();
// keys_upstreams.cpp
const Section<Upstream>& upstream_section();
// keys_health_checks.cpp
Key<Upstream> health_checks_key();
// keys_routes.cpp
const Section<Route>& route_section();
const Section<Answer>& fence_answer_section();  // status 451 by default
const Section<Answer>& route_answer_section();  // status 200 by default

// Every key, in the order of the reference.
const std::vector<KeyRow>& all_rows();

}  // namespace meridian::config
