// The whole configuration as one immutable, validated value. Made only by parse_config; whoever
// holds a Config may rely on every rule that the reference (conf/meridian.yaml) states, for example
// that names refer to something that exists. Files it names are not opened here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/config/admin.hpp"
#include "meridian/core/config/affinity.hpp"
#include "meridian/core/config/fence.hpp"
#include "meridian/core/config/health_check.hpp"
#include "meridian/core/config/limits_config.hpp"
#include "meridian/core/config/listener.hpp"
#include "meridian/core/config/log_config.hpp"
#include "meridian/core/config/policy.hpp"
#include "meridian/core/config/route.hpp"
#include "meridian/core/config/safety.hpp"
#include "meridian/core/config/store.hpp"
#include "meridian/core/config/timeouts.hpp"
#include "meridian/core/geo/country.hpp"
#include "meridian/core/geo/place.hpp"

namespace meridian::config {

struct Edge {
  std::string id = "edge-1";
  std::optional<geo::Coordinates> location;
  std::optional<geo::Country> country;
  std::uint32_t workers = 0;  // 0: one for each processor
  std::string user;           // who it becomes once everything is bound; empty: stays who it is
  std::string group;          // empty: the user's
  bool reload_on_change = false;
};

struct GeoIp {
  std::string database;      // empty: no GeoIP, every place is unknown
  std::string asn_database;  // empty: none
  milliseconds reload_interval{};
  std::vector<geo::Override> overrides;
};

struct Region {
  std::optional<geo::Coordinates> location;  // as written, else the middle of the country
  std::optional<geo::Country> country;
  std::vector<std::string> tags;
};

struct UpstreamTls {
  bool enabled = false;
  bool verify = true;
  std::string ca_file;      // empty: the system's
  std::string server_name;  // SNI and verified name; empty: the endpoint's host
};

struct Endpoint {
  std::string host;  // a name or an address literal without brackets
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

enum class ProxyHeader : std::uint8_t { off, v1, v2 };  // sent first
enum class UpstreamState : std::uint8_t { enabled, draining, disabled };

struct Upstream {
  std::string region;
  std::vector<Endpoint> endpoints;
  std::uint32_t weight = 100;  // 0..1000; 0 takes no new client
  UpstreamState state = UpstreamState::enabled;
  std::uint32_t priority = 1;  // for the step `priority`: lower first
  Capacity capacity;
  UpstreamTls tls;
  ProxyHeader proxy_protocol = ProxyHeader::off;
  UpstreamLimits limits;
  std::vector<HealthCheck> health_checks;
  std::uint32_t min_healthy = 1;  // endpoints; with fewer the upstream is out
  ReturnPolicy return_policy;
};

enum class Panic : std::uint8_t { use_all, last_good, refuse };

struct Roles {
  std::string primary;  // alone takes requests that change something; empty: no roles
};

struct Service {
  std::string id;
  std::vector<Step> steps;  // presets are already expanded
  std::vector<std::string> fences;
  Roles roles;
  Affinity affinity;
  Panic panic = Panic::use_all;
  std::uint32_t max_auto_out = 50;  // percent of the weight that health may take away
  // Degraded is a region whose p95 of the time to answer is that many times the middle region's;
  // 0: none is.
  std::uint32_t slow_after = 0;
  std::uint32_t explore = 0;  // ten-thousandths of the clients: who measure other regions
  Timeouts timeouts;          // the global ones with this service's changes applied
  traffic::RetryBudget retry_budget;
  std::vector<Upstream> upstreams;  // sorted by region id
};

// A file that the config names, and where: for checks that may open files.
struct FileReference {
  std::string path;  // resolved
  std::string key;   // "listeners[0].certificates[0].cert"
  int line = 0;
  int column = 0;
  std::uint64_t bytes_min = 0;  // it must hold
};

struct Config {
  Edge edge;
  std::vector<Listener> listeners;
  SessionTickets session_tickets;
  std::vector<Cidr> trusted_proxies;
  GeoIp geoip;
  std::map<std::string, Region> regions;
  std::vector<Service> services;  // sorted by id
  std::vector<Fence> fences;      // sorted by id
  std::vector<Route> routes;      // in file order
  std::vector<LatencyRow> latency_rows;
  Timeouts timeouts;
  Limits limits;
  Store store;
  Admin admin;
  Safety safety;
  Log log;
  std::vector<FileReference> files;   // in the order of reading
  std::string source;                 // the text it was read from
  std::uint64_t topology_digest = 0;  // of what edges must agree on; equal for reordered files
};

}  // namespace meridian::config
