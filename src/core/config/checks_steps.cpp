#include "core/config/checks.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace meridian::config {
namespace {

bool serves(const Service& service, std::string_view region) {
  return std::any_of(service.upstreams.begin(), service.upstreams.end(),
                     [region](const Upstream& upstream) { return upstream.region == region; });
}

std::vector<std::string_view> names_of_regions(const Service& service) {
  std::vector<std::string_view> regions;
  for (const Upstream& upstream : service.upstreams) regions.push_back(upstream.region);
  return regions;
}

void require_served(const Service& service, const std::string& region, const std::string& path,
                    Scope& scope) {
  if (region.empty() || serves(service, region) || scope.report.failed_within(path)) return;
  scope.error(path, "the service has no upstream in " + quoted(region),
              service.upstreams.empty() ? "add one" : one_of(region, names_of_regions(service)));
}

// A tier of one region may stand without brackets, and then has no second index.
void check_tiers(const Service& service, const GeoRule& rule, const std::string& path,
                 Scope& scope) {
  std::set<std::string_view> seen;
  for (std::size_t t = 0; t < rule.tiers.size(); ++t) {
    const auto& tier = rule.tiers[t];
    for (std::size_t i = 0; i < tier.size(); ++i) {
      const std::string inner = indexed(indexed(path, t), i);
      const std::string place = scope.seen.count(inner) != 0 ? inner : indexed(path, t);
      require_served(service, tier[i], place, scope);
      if (!tier[i].empty() && !seen.insert(tier[i]).second) {
        scope.error(place, quoted(tier[i]) + " is named twice", "keep the better place");
      }
    }
  }
}

bool names_a_place(const GeoRule& rule) {
  return !rule.tags.empty() || !rule.asns.empty() || !rule.subdivisions.empty() ||
         !rule.countries.empty() || !rule.continents.empty();
}

// Every place that the rules of one step name, and the rule that names it.
class GeoRulePlaces {
 public:
  GeoRulePlaces(std::string path, Scope& scope) : path_(std::move(path)), scope_(&scope) {}

  void add(std::size_t rule, const GeoRule& places) {
    rule_ = rule;
    add_all("tags", places.tags, [](const std::string& tag) { return tag; });
    add_all("asns", places.asns, [](std::uint32_t asn) {
      return asn == 0 ? std::string() : "AS" + std::to_string(asn);
    });
    add_all("subdivisions", places.subdivisions, [](const std::string& name) { return name; });
    add_all("countries", places.countries,
            [](geo::Country country) { return std::string(country.code()); });
    add_all("continents", places.continents,
            [](geo::Continent continent) { return std::string(geo::to_string(continent)); });
  }

 private:
  template <class T, class ToText>
  void add_all(std::string_view kind, const std::vector<T>& list, ToText to_text) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const std::string text = to_text(list[i]);
      if (text.empty()) continue;  // was refused
      const auto [first, added] = seen_.emplace(std::string(kind) + " " + text, rule_);
      if (added) continue;
      const std::string key = indexed(path_, rule_) + "." + std::string(kind);
      scope_->error(indexed(key, i),
                    quoted(text) + " is in rules[" + std::to_string(first->second) + "] already",
                    "name each place once");
    }
  }

  std::string path_;
  Scope* scope_;
  std::size_t rule_ = 0;
  std::map<std::string, std::size_t> seen_;
};

void check_rules(const Service& service, const Step& step, const std::string& path, Scope& scope) {
  GeoRulePlaces places(path + ".geo.rules", scope);
  for (std::size_t r = 0; r < step.rules.size(); ++r) {
    const GeoRule& rule = step.rules[r];
    if (rule.fallback) {
      // One that was not written is complete by construction.
      if (scope.seen.count(path + ".geo.default") != 0) {
        check_tiers(service, rule, path + ".geo.default", scope);
      }
      continue;
    }
    const std::string rule_path = indexed(path + ".geo.rules", r);
    if (scope.seen.count(rule_path) == 0) return;  // made from the regions' countries
    if (!names_a_place(rule) && !scope.report.failed_within(rule_path)) {
      scope.error(rule_path, "names no place",
                  "add countries, continents, subdivisions, asns or tags; for everyone else use "
                  "`default` beside `rules`");
    }
    places.add(r, rule);
    check_tiers(service, rule, rule_path + ".regions", scope);
  }
}

// Whether anything could tell where a client is.
bool knows_places(const Config& config) {
  return !config.geoip.database.empty() || !config.geoip.asn_database.empty() ||
         !config.geoip.overrides.empty();
}

void check_geo(const Config& config, const Service& service, std::size_t index, Scope& scope) {
  const std::string path = indexed(path_of(service) + ".steps", index);
  const Step& step = service.steps[index];
  check_rules(service, step, path, scope);
  const bool only_default = step.rules.size() == 1 && step.rules.front().fallback;
  const bool written = scope.seen.count(path + ".geo") != 0;
  if (scope.report.failed_within(path_of(service)) || scope.report.failed_within("regions")) return;
  const std::string where = written ? path : path_of(service) + ".policy";
  if (only_default && !written) {
    scope.error(where, "no region of this service has a country, so every client looks alike",
                "set `country` in `regions`, or write `geo` with `rules`");
  } else if (!knows_places(config) && !scope.report.failed_within("geoip")) {
    scope.error(where, "nothing tells where a client is",
                "set `geoip.database`, or name networks in `geoip.overrides`");
  }
}

void check_nearest(const Config& config, const Service& service, std::size_t index, Scope& scope) {
  const std::string path = indexed(path_of(service) + ".steps", index);
  for (const auto& [region, percent] : service.steps[index].bias) {
    require_served(service, region, path + ".nearest.bias." + region, scope);
  }
  for (const Upstream& upstream : service.upstreams) {
    const auto region = config.regions.find(upstream.region);
    if (region == config.regions.end() || region->second.location) continue;
    const std::string region_path = "regions." + upstream.region;
    if (scope.report.failed_within(region_path)) continue;
    scope.error(region_path, "`nearest` of service " + quoted(service.id) + " needs its place",
                "add latitude and longitude, or country");
  }
}

void check_repeats(const Service& service, Scope& scope) {
  std::set<StepType> types;
  for (std::size_t i = 0; i < service.steps.size(); ++i) {
    if (types.insert(service.steps[i].type).second) continue;
    const std::string path = indexed(path_of(service) + ".steps", i);
    if (scope.seen.count(path) == 0 || scope.report.failed_within(path)) continue;
    scope.error(path, "is a step of a kind that is there already", "use each step once");
  }
}

void check_capacity_step(const Service& service, std::size_t index, Scope& scope) {
  const std::string path = indexed(path_of(service) + ".steps", index);
  if (scope.report.failed_within(path_of(service))) return;
  if (index + 1 != service.steps.size())
    return scope.error(path, "is not the last step", "move it to the end of the list");
  const bool bounded =
      std::any_of(service.upstreams.begin(), service.upstreams.end(),
                  [](const Upstream& upstream) { return upstream.capacity.target != 0; });
  if (!bounded)
    scope.error(path, "no upstream of the service has a `capacity`",
                "add `capacity: {target: 1000/s}` to those that have a bound");
}

}  // namespace

void check_steps(const Config& config, Scope& scope) {
  for (const Service& service : config.services) {
    check_repeats(service, scope);
    for (std::size_t i = 0; i < service.steps.size(); ++i) {
      if (service.steps[i].type == StepType::geo) check_geo(config, service, i, scope);
      if (service.steps[i].type == StepType::capacity) check_capacity_step(service, i, scope);
      if (service.steps[i].type == StepType::nearest) check_nearest(config, service, i, scope);
    }
  }
}

}  // namespace meridian::config
