#include "core/routing/steer_geo.hpp"

#include <algorithm>

namespace meridian::routing {

namespace {

using Entries = std::vector<std::pair<std::uint32_t, std::uint16_t>>;

std::uint16_t find(const Entries& entries, std::uint32_t key) {
  const auto at =
      std::lower_bound(entries.begin(), entries.end(), std::pair{key, std::uint16_t{0}});
  return at != entries.end() && at->first == key ? at->second : GeoStep::kNoTiers;
}

// Of two entries for one key the earlier rule stays.
void sort_entries(Entries& entries) {
  std::sort(entries.begin(), entries.end());
  const auto same_key = [](const auto& a, const auto& b) { return a.first == b.first; };
  entries.erase(std::unique(entries.begin(), entries.end(), same_key), entries.end());
}

void set_if_free(std::uint16_t& slot, std::uint16_t tiers) {
  if (slot == GeoStep::kNoTiers) slot = tiers;
}

const GeoStep::Tiers& tiers_for(const GeoStep& step, const geo::Place& place) {
  std::uint16_t found = GeoStep::kNoTiers;
  if (place.tag != 0) found = find(step.by_tag, place.tag);
  if (found == GeoStep::kNoTiers && place.asn != 0) found = find(step.by_asn, place.asn);
  if (found == GeoStep::kNoTiers && place.subdivision != 0)
    found = find(step.by_subdivision, place.subdivision);
  if (found == GeoStep::kNoTiers) found = step.by_country[place.country.index()];
  if (found == GeoStep::kNoTiers)
    found = step.by_continent[static_cast<std::size_t>(place.continent)];
  if (found == GeoStep::kNoTiers) found = step.fallback;
  return step.tiers[found];
}

void add_rule(GeoStep& step, const config::GeoRule& rule, std::uint16_t tiers,
              const geo::Locator& locator) {
  for (const std::string& tag : rule.tags)
    step.by_tag.emplace_back(locator.tags().find(tag), tiers);
  for (const std::uint32_t asn : rule.asns) step.by_asn.emplace_back(asn, tiers);
  for (const std::string& subdivision : rule.subdivisions)
    step.by_subdivision.emplace_back(locator.subdivisions().find(subdivision), tiers);
  for (const geo::Country country : rule.countries)
    set_if_free(step.by_country[country.index()], tiers);
  for (const geo::Continent continent : rule.continents)
    set_if_free(step.by_continent[static_cast<std::size_t>(continent)], tiers);
  if (rule.fallback) set_if_free(step.fallback, tiers);
}

}  // namespace

void GeoStep::refine(const Subject& subject, Ranking& ranking) const {
  ranking.split_by_tiers(tiers_for(*this, subject.client.place));
}

GeoStep compile_geo(const config::Step& step, std::span<const UpstreamView> upstreams,
                    const geo::Locator& locator) {
  GeoStep compiled;
  for (const config::GeoRule& rule : step.rules) {
    GeoStep::Tiers tiers;
    for (const auto& regions : rule.tiers) tiers.push_back(candidates_of(regions, upstreams));
    const auto number = static_cast<std::uint16_t>(compiled.tiers.size());
    compiled.tiers.push_back(std::move(tiers));
    add_rule(compiled, rule, number, locator);
  }
  sort_entries(compiled.by_tag);
  sort_entries(compiled.by_asn);
  sort_entries(compiled.by_subdivision);
  return compiled;
}

}  // namespace meridian::routing
