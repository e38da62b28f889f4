#include "core/routing/place_map.hpp"

#include <algorithm>

namespace meridian::routing {

namespace {

void set_if_free(std::uint16_t& slot, std::uint16_t number) {
  if (slot == PlaceMap::kNone) slot = number;
}

}  // namespace

void PlaceMap::add(const config::Places& places, std::uint16_t number,
                   const geo::Locator& locator) {
  for (const std::string& tag : places.tags) by_tag_.emplace_back(locator.tags().find(tag), number);
  for (const std::uint32_t asn : places.asns) by_asn_.emplace_back(asn, number);
  for (const std::string& subdivision : places.subdivisions)
    by_subdivision_.emplace_back(locator.subdivisions().find(subdivision), number);
  for (const geo::Country country : places.countries)
    set_if_free(by_country_[country.index()], number);
  for (const geo::Continent continent : places.continents)
    set_if_free(by_continent_[static_cast<std::size_t>(continent)], number);
}

void PlaceMap::add_everyone(std::uint16_t number) {
  set_if_free(everyone_, number);
}

void PlaceMap::seal() {
  sort(by_tag_);
  sort(by_asn_);
  sort(by_subdivision_);
}

std::uint16_t PlaceMap::find(const geo::Place& place) const {
  std::uint16_t found = kNone;
  if (place.tag != 0) found = find(by_tag_, place.tag);
  if (found == kNone && place.asn != 0) found = find(by_asn_, place.asn);
  if (found == kNone && place.subdivision != 0) found = find(by_subdivision_, place.subdivision);
  if (found == kNone) found = by_country_[place.country.index()];
  if (found == kNone) found = by_continent_[static_cast<std::size_t>(place.continent)];
  return found == kNone ? everyone_ : found;
}

std::uint16_t PlaceMap::find(const Entries& entries, std::uint32_t key) {
  const auto at =
      std::lower_bound(entries.begin(), entries.end(), std::pair{key, std::uint16_t{0}});
  return at != entries.end() && at->first == key ? at->second : kNone;
}

void PlaceMap::sort(Entries& entries) {
  std::sort(entries.begin(), entries.end());
  const auto same_key = [](const auto& a, const auto& b) { return a.first == b.first; };
  entries.erase(std::unique(entries.begin(), entries.end(), same_key), entries.end());
}

}  // namespace meridian::routing
