#include "core/config/checks.hpp"

#include <algorithm>
#include <set>

namespace meridian::config {
namespace {

// The names of one kind that exist, and the words for an unknown one.
struct Known {
  std::string_view what;     // "region"
  std::string_view section;  // "regions": where one is added
  std::vector<std::string_view> names;

  void require(const std::string& name, const std::string& path, Scope& scope) const {
    if (name.empty() || std::find(names.begin(), names.end(), name) != names.end()) return;
    if (scope.report.failed_within(path)) return;
    const std::string add = "add it to `" + std::string(section) + "`";
    scope.error(path, "there is no " + std::string(what) + " " + quoted(name),
                names.empty() ? add : one_of(name, names) + ", or " + add);
  }
  void require_all(const std::vector<std::string>& list, const std::string& path,
                   Scope& scope) const {
    for (std::size_t i = 0; i < list.size(); ++i) require(list[i], indexed(path, i), scope);
  }
};

Known regions_of(const Config& config) {
  Known known{"region", "regions", {}};
  for (const auto& [id, region] : config.regions) known.names.push_back(id);
  return known;
}

Known fences_of(const Config& config) {
  Known known{"fence", "fences", {}};
  for (const Fence& fence : config.fences) known.names.push_back(fence.id);
  return known;
}

Known services_of(const Config& config) {
  Known known{"service", "services", {}};
  for (const Service& service : config.services) known.names.push_back(service.id);
  return known;
}

Known tags_of(const Config& config) {
  std::set<std::string_view> tags;
  for (const geo::Override& entry : config.geoip.overrides) {
    if (entry.tag) tags.insert(*entry.tag);
  }
  return {"tag", "geoip.overrides", {tags.begin(), tags.end()}};
}

void check_rule_tags(const Service& service, const Known& tags, Scope& scope) {
  for (std::size_t s = 0; s < service.steps.size(); ++s) {
    const std::string path = indexed(path_of(service) + ".steps", s) + ".geo.rules";
    const auto& rules = service.steps[s].rules;
    for (std::size_t r = 0; r < rules.size(); ++r) {
      tags.require_all(rules[r].tags, indexed(path, r) + ".tags", scope);
    }
  }
}

}  // namespace

void check_references(const Config& config, Scope& scope) {
  const Known regions = regions_of(config);
  const Known fences = fences_of(config);
  const Known tags = tags_of(config);
  for (const Service& service : config.services) {
    fences.require_all(service.fences, path_of(service) + ".fences", scope);
    for (const Upstream& upstream : service.upstreams) {
      regions.require(upstream.region, path_of(service, upstream), scope);
    }
    check_rule_tags(service, tags, scope);
  }
  for (const Fence& fence : config.fences) {
    regions.require_all(fence.regions, path_of(fence) + ".regions", scope);
    tags.require_all(fence.tags, path_of(fence) + ".clients.tags", scope);
  }
  for (std::size_t i = 0; i < config.latency_rows.size(); ++i) {
    const std::string path = indexed("latency.rows", i);
    tags.require_all(config.latency_rows[i].tags, path + ".tags", scope);
    for (const auto& [region, latency] : config.latency_rows[i].regions) {
      regions.require(region, path + ".regions." + region, scope);
    }
  }
  for (std::size_t i = 0; i < config.safety.at_least.size(); ++i)
    regions.require_all(config.safety.at_least[i].regions,
                        indexed("safety.at_least", i) + ".regions", scope);
  const Known services = services_of(config);
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    services.require(config.routes[i].service, indexed("routes", i) + ".service", scope);
    if (const auto& canary = config.routes[i].canary)
      services.require(canary->service, indexed("routes", i) + ".canary.service", scope);
  }
}

}  // namespace meridian::config
