#include "core/config/steps.hpp"

#include <algorithm>
#include <map>

namespace meridian::config {
namespace {

using Names = std::vector<std::string>;

Names regions_of(const Service& service) {
  Names names;
  for (const Upstream& upstream : service.upstreams) names.push_back(upstream.region);
  return names;
}

// The names of `all` that are in none of `tiers`.
Names others(const Names& all, const std::vector<Names>& tiers) {
  Names rest;
  for (const std::string& name : all) {
    const bool taken = std::any_of(tiers.begin(), tiers.end(), [&name](const Names& tier) {
      return std::find(tier.begin(), tier.end(), name) != tier.end();
    });
    if (!taken) rest.push_back(name);
  }
  return rest;
}

// `first` and, as the last tier, every other region.
std::vector<Names> with_others(std::vector<Names> tiers, const Names& all) {
  Names rest = others(all, tiers);
  if (!rest.empty()) tiers.push_back(std::move(rest));
  return tiers;
}

struct Home {
  std::map<geo::Country, Names> by_country;
  std::map<geo::Continent, Names> by_continent;
};

Home homes_of(const Service& service, const std::map<std::string, Region>& regions) {
  Home home;
  for (const Upstream& upstream : service.upstreams) {
    const auto region = regions.find(upstream.region);
    if (region == regions.end() || !region->second.country) continue;
    home.by_country[*region->second.country].push_back(upstream.region);
    const geo::CountryFacts* facts = geo::facts_of(*region->second.country);
    if (facts != nullptr) home.by_continent[facts->continent].push_back(upstream.region);
  }
  return home;
}

std::vector<GeoRule> rules_by_country(const Service& service,
                                      const std::map<std::string, Region>& regions) {
  const Names all = regions_of(service);
  const Home home = homes_of(service, regions);
  std::vector<GeoRule> rules;
  for (const auto& [country, names] : home.by_country) {
    std::vector<Names> tiers{names};
    const geo::CountryFacts* facts = geo::facts_of(country);
    if (facts != nullptr) {
      Names neighbours = others(home.by_continent.at(facts->continent), tiers);
      if (!neighbours.empty()) tiers.push_back(std::move(neighbours));
    }
    GeoRule& rule = rules.emplace_back();
    rule.countries = {country};
    rule.tiers = with_others(std::move(tiers), all);
  }
  for (const auto& [continent, names] : home.by_continent) {
    GeoRule& rule = rules.emplace_back();
    rule.continents = {continent};
    rule.tiers = with_others({names}, all);
  }
  return rules;
}

void complete(Step& step, const Service& service, const std::map<std::string, Region>& regions) {
  if (step.rules.empty()) step.rules = rules_by_country(service, regions);
  const bool has_default = std::any_of(step.rules.begin(), step.rules.end(),
                                       [](const GeoRule& rule) { return rule.fallback; });
  if (has_default) return;
  GeoRule& fallback = step.rules.emplace_back();
  fallback.fallback = true;
  fallback.tiers = {regions_of(service)};
}

}  // namespace

void complete_geo_steps(Config& config) {
  for (Service& service : config.services) {
    for (Step& step : service.steps) {
      if (step.type == StepType::geo) complete(step, service, config.regions);
    }
  }
}

}  // namespace meridian::config
