#include "core/config/checks.hpp"

#include <algorithm>

namespace meridian::config {
namespace {

bool names_a_country(const Fence& fence) {
  return !fence.countries.empty() || !fence.continents.empty() || !fence.groups.empty();
}

bool names_a_client(const Fence& fence) {
  return names_a_country(fence) || !fence.subdivisions.empty() || !fence.asns.empty() ||
         !fence.tags.empty();
}

bool contains(const std::vector<std::string>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

void check_edges(const Config& config, const Fence& fence, Scope& scope) {
  const std::string path = path_of(fence);
  if (fence.edges == FenceEdges::any) {
    if (fence.redirect_host.empty()) return;
    scope.error(path + ".redirect_host", "nobody is redirected while `edges` is `any`",
                "write `edges: inside`, or remove this line");
    return;
  }
  if (!names_a_country(fence)) {
    scope.error(path + ".edges",
                "`inside` asks whether this edge is in the clients' countries, "
                "and the fence names none",
                "add countries, continents or groups to `clients`, or write `edges: any`");
  }
  if (!config.edge.country && !scope.report.failed_within("edge")) {
    scope.error(path + ".edges", "`inside` needs to know where this edge stands",
                "set `edge.country`");
  }
}

void check_fence(const Config& config, const Fence& fence, Scope& scope) {
  const std::string path = path_of(fence);
  if (scope.report.failed_within(path)) return;
  if (!names_a_client(fence)) {
    scope.error(path + ".clients", "names no client, so this fence protects nobody",
                "add countries, continents, groups, subdivisions, asns or tags");
    return;
  }
  check_edges(config, fence, scope);
  const bool known = !config.geoip.database.empty() || !config.geoip.overrides.empty();
  if (!known && fence.unknown == UnknownPlace::deny && !scope.report.failed_within("geoip")) {
    scope.error(path, "nothing tells where a client is, so the fence would refuse everyone",
                "set `geoip.database`, or name networks in `geoip.overrides`");
  }
}

// A fence that no service names, or that leaves a service nothing, is a mistake rather than a rule.
void check_use(const Config& config, const Fence& fence, Scope& scope) {
  bool used = false;
  for (const Service& service : config.services) {
    if (!contains(service.fences, fence.id)) continue;
    used = true;
    const bool some = std::any_of(
        service.upstreams.begin(), service.upstreams.end(),
        [&fence](const Upstream& upstream) { return contains(fence.regions, upstream.region); });
    if (some || fence.regions.empty() || scope.report.failed_within(path_of(service)) ||
        scope.report.failed_within(path_of(fence))) {
      continue;
    }
    scope.error(path_of(fence) + ".regions",
                "service " + quoted(service.id) + " has an upstream in none of these",
                "add a region that serves it, or write [] if these clients get nothing");
  }
  if (!used && !scope.report.failed_within(path_of(fence)) &&
      !scope.report.failed_within("services")) {
    scope.error(path_of(fence), "is named by no service, so it protects nothing",
                "add it to `fences` of a service, or remove it");
  }
}

}  // namespace

void check_fences(const Config& config, Scope& scope) {
  for (const Fence& fence : config.fences) {
    check_fence(config, fence, scope);
    check_use(config, fence, scope);
  }
}

}  // namespace meridian::config
