#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/named_sections.hpp"
#include "core/config/scalars.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kTrustedProxiesMax = 1024;
constexpr std::size_t kRegionsMax = 1024;
constexpr std::size_t kFencesMax = 256;
constexpr std::size_t kRoutesMax = 4096;

void check_region(const Cursor& cursor, RegionKeys& region) {
  if (region.latitude.has_value() != region.longitude.has_value() &&
      !cursor.scope().report.failed_within(cursor.path())) {
    cursor.error("has one of latitude and longitude", "write both or none");
  }
}

const NamedSections<RegionKeys>& regions_type() {
  static const NamedSections<RegionKeys> type{
      "region", region_section, &RegionKeys::id, kRegionsMax, {}, check_region};
  return type;
}

void read_regions(const Cursor& cursor, Config& config) {
  std::vector<RegionKeys> list;
  if (!regions_type().read(cursor, list)) return;
  for (RegionKeys& keys : list) {
    Region& region = config.regions[keys.id];
    if (keys.latitude && keys.longitude) {
      region.location = geo::Coordinates{*keys.latitude, *keys.longitude};
    }
    region.country = keys.country;
    const auto* facts = keys.country ? geo::facts_of(*keys.country) : nullptr;
    if (!region.location && facts != nullptr) region.location = facts->centroid;
    region.tags = std::move(keys.tags);
  }
}

const NamedSections<Service>& services_type() {
  static const NamedSections<Service> type{
      "service", service_section, &Service::id, limits::kServicesMax, {}, nullptr};
  return type;
}

// A service starts from the global timeouts, which the table reads before it.
void read_services(const Cursor& cursor, Config& config) {
  NamedSections<Service> type = services_type();
  type.initial.timeouts = config.timeouts;
  type.read(cursor, config.services);
}

void name_routes(const Cursor& cursor, Config& config) {
  ListOf<SectionOf<Route>>{{route_section}, kRoutesMax}.read(cursor, config.routes);
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    std::string& name = config.routes[i].name;
    if (name.empty()) name = "route-" + std::to_string(i + 1);
  }
}

}  // namespace

const Section<Config>& root_section() {
  static const Section<Config> section{
      key("edge", &Config::edge, SectionOf<Edge>{edge_section}, kUnset, "this process"),
      key("listeners", &Config::listeners,
          ListOf<SectionOf<Listener>>{{listener_section}, limits::kListenersMax}, kRequired,
          "where clients connect"),
      key("session_tickets", &Config::session_tickets,
          SectionOf<SessionTickets>{session_tickets_section}, kUnset,
          "what lets clients resume TLS sessions"),
      key("trusted_proxies", &Config::trusted_proxies, ListOf<Network>{{}, kTrustedProxiesMax},
          kUnset, "peers whose X-Forwarded-For is believed"),
      key("geoip", &Config::geoip, SectionOf<GeoIp>{geoip_section}, kUnset, "where clients are"),
      custom_key<Config>(rows_of_key("regions", regions_type(), kUnset, "where services run"),
                         "regions", read_regions),
      key("timeouts", &Config::timeouts, SectionOf<Timeouts>{timeouts_section}, kUnset,
          "how long to wait"),
      custom_key<Config>(rows_of_key("services", services_type(), kUnset, "what clients reach"),
                         "services", read_services),
      part<Config>("latency", latency_section, false,
                   "round trips to regions, for the step `latency` while it has no better source"),
      key("fences", &Config::fences,
          NamedSections<Fence>{"fence", fence_section, &Fence::id, kFencesMax}, kUnset,
          "which regions may serve which clients"),
      custom_key<Config>(
          rows_of_key("routes", ListOf<SectionOf<Route>>{{route_section}, kRoutesMax}, kRequired,
                      "which request goes to which service"),
          "routes", name_routes),
      key("limits", &Config::limits, SectionOf<Limits>{limits_section}, kUnset, "how much is kept"),
      key("store", &Config::store, SectionOf<Store>{store_section}, kUnset, "shared state"),
      key("admin", &Config::admin, SectionOf<Admin>{admin_section}, kUnset, "the admin API"),
      key("safety", &Config::safety, SectionOf<Safety>{safety_section}, kUnset,
          "what operators' changes must leave as it is"),
      key("log", &Config::log, SectionOf<Log>{log_section}, kUnset, "what is written down"),
  };
  return section;
}

const std::vector<KeyRow>& all_rows() {
  static const std::vector<KeyRow> rows = rows_of(root_section(), "");
  return rows;
}

}  // namespace meridian::config
