#include "service/admin/endpoint.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace meridian::admin {

namespace {

using enum ResourceKind;

constexpr bool kTagged = true;
constexpr bool kChanges = true;
constexpr bool kLocal = true;

// Where two paths fit, the first one is meant.
constexpr std::array kEndpoints{
    Endpoint{"GET", "/livez", livez, Access::open, "Whether the process answers", "Live"},
    Endpoint{"GET", "/readyz", readyz, Access::open,
             "Whether the edge takes traffic, and what is missing", "Ready"},
    Endpoint{"GET", "/metrics", metrics, Access::viewer, "Metrics for Prometheus", kText},
    Endpoint{"GET", "/openapi.json", openapi, Access::viewer, "This document", "Document"},
    Endpoint{"GET", "/v1/status", status, Access::viewer,
             "The edge: listeners, GeoIP data, and the health of every upstream", "Status"},
    Endpoint{"GET", "/v1/latency", latency, Access::viewer,
             "Measured latencies, home regions of countries, and a geo step made of them",
             "Latency"},
    Endpoint{"GET", "/v1/edges", edges, Access::viewer,
             "Every edge of the cluster, and whether it does what the others do", "Edges"},
    Endpoint{"GET", "/v1/regions", regions, Access::viewer, "Every region with its services",
             "Regions"},
    Endpoint{"GET", "/v1/regions/{region}/state", region_state, Access::viewer,
             "What operators said of a region", "State", "", kTagged},
    Endpoint{"PUT", "/v1/regions/{region}/state", region_state, Access::operator_,
             "Enables, drains or disables a region in all services", "Changed", "StateChange",
             kTagged, kChanges, kLocal},
    Endpoint{"GET", "/v1/services/{service}", service, Access::viewer,
             "A service: weights, states, health, and each region's share of the weight",
             "Service"},
    Endpoint{"GET", "/v1/services/{service}/weights", weights, Access::viewer,
             "The weights of a service", "Weights", "", kTagged},
    Endpoint{"PUT", "/v1/services/{service}/weights", weights, Access::operator_,
             "Sets the weights of all regions at once", "Changed", "WeightsChange", kTagged,
             kChanges},
    Endpoint{"PATCH", "/v1/services/{service}/weights", weights, Access::operator_,
             "Sets the weights of some regions", "Changed", "WeightsChange", kTagged, kChanges},
    Endpoint{"GET", "/v1/services/{service}/upstreams/{region}/state", upstream_state,
             Access::viewer, "The state of a service in a region", "State", "", kTagged},
    Endpoint{"PUT", "/v1/services/{service}/upstreams/{region}/state", upstream_state,
             Access::operator_, "Enables, drains or disables a service in a region", "Changed",
             "StateChange", kTagged, kChanges, kLocal},
    Endpoint{"GET", "/v1/services/{service}/primary", primary, Access::viewer,
             "The region that takes writes", "Primary", "", kTagged},
    Endpoint{"PUT", "/v1/services/{service}/primary", primary, Access::operator_,
             "Moves the primary role", "Changed", "PrimaryChange", kTagged, kChanges},
    Endpoint{"GET", "/v1/overrides", overrides, Access::viewer, "Everything that operators changed",
             "Overrides", "", kTagged},
    Endpoint{"POST", "/v1/overrides/reset", reset, Access::admin, "Everything back to the file",
             "Changed", "Circumstances", kTagged, kChanges},
    Endpoint{"GET", "/v1/overrides/conflicts", conflicts, Access::viewer,
             "Documents that edges had and that lost against the store's", "Conflicts"},
    Endpoint{
        "POST", "/v1/overrides/conflicts/{id}/adopt", adopt, Access::admin,
        "Puts what such a document has in the place of everything that stands; the ETag is that "
        "of /v1/overrides",
        "Changed", "Circumstances", kTagged, kChanges},
    Endpoint{"POST", "/v1/changes", changes, Access::operator_,
             "Several changes at once, all or none of them; the ETag is that of /v1/overrides",
             "Changed", "Changes", kTagged, kChanges},
    Endpoint{"GET", "/v1/overrides/{id}", override_, Access::viewer, "One change", "Override", "",
             kTagged},
    Endpoint{"DELETE", "/v1/overrides/{id}", override_, Access::operator_,
             "One change back to the file", "Changed", "Circumstances", kTagged, kChanges},
};

// Without the slash that ends it, and without that slash in `rest`.
std::string_view take_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const std::string_view segment = rest.substr(0, end);
  rest.remove_prefix(end);
  return segment;
}

void name(ResourcePath& path, std::string_view what, std::string_view value) {
  if (what == "{service}") path.service = value;
  if (what == "{region}") path.region = value;
  if (what == "{id}") path.id = value;
}

// The names in `path`; nothing: it is no path of this pattern.
std::optional<ResourcePath> match(std::string_view pattern, std::string_view path) {
  ResourcePath names;
  while (!pattern.empty() && path.starts_with('/')) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view segment = take_segment(path);
    if (!wanted.starts_with('{') && wanted != segment) return std::nullopt;
    name(names, wanted, segment);
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return names;
}

}  // namespace

std::span<const Endpoint> endpoints() {
  return kEndpoints;
}

std::span<const std::string_view> parameters_of(const Endpoint& endpoint) {
  static constexpr std::array<std::string_view, 2> kOfChanges{"dry_run", "scope"};
  if (endpoint.local) return kOfChanges;
  if (endpoint.changes) return std::span(kOfChanges).first(1);
  return {};
}

std::variant<Found, WrongMethod, UnknownPath> find_endpoint(std::string_view method,
                                                            std::string_view path) {
  if (method == "HEAD") method = "GET";
  std::string_view pattern;
  WrongMethod others;
  for (const Endpoint& endpoint : kEndpoints) {
    if (!pattern.empty() && endpoint.path != pattern) continue;
    auto names = match(endpoint.path, path);
    if (!names) continue;
    pattern = endpoint.path;
    if (endpoint.method == method) {
      names->kind = endpoint.kind;
      return Found{&endpoint, std::move(*names)};
    }
    if (!others.allowed.empty()) others.allowed += ", ";
    others.allowed += endpoint.method;
    if (endpoint.method == "GET") others.allowed += ", HEAD";
  }
  if (pattern.empty()) return UnknownPath{};
  return others;
}

bool may(config::AdminRole role, Access access) {
  switch (access) {
    case Access::open:
    case Access::viewer: return true;
    case Access::operator_: return role >= config::AdminRole::operator_;
    case Access::admin: return role >= config::AdminRole::admin;
  }
  return false;
}

std::string_view to_string(Access access) {
  switch (access) {
    case Access::open: return "anybody";
    case Access::viewer: return "viewer";
    case Access::operator_: return "operator";
    case Access::admin: return "admin";
  }
  return "";
}

}  // namespace meridian::admin
