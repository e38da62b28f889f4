#include "meridian/core/geo/place.hpp"

#include <algorithm>
#include <array>

namespace meridian::geo {

namespace {

// ISO 3166-2 has at most 3 characters after the hyphen; whatever is longer has no number.
constexpr std::size_t kSubdivisionMax = 3;

std::uint16_t number_of(const NameTable& names, Country country, std::string_view subdivision) {
  if (names.size() == 0 || !country.known() || subdivision.size() > kSubdivisionMax) return 0;
  std::array<char, 3 + kSubdivisionMax> text;
  auto end = std::copy_n(country.code().begin(), 2, text.begin());
  *end++ = '-';
  end = std::copy(subdivision.begin(), subdivision.end(), end);
  return names.find({text.data(), static_cast<std::size_t>(end - text.begin())});
}

void locate(Place& place, const Coordinates& coordinates) {
  place.located = true;
  place.coordinates = coordinates;
}

void take(Place& place, const GeoRecord& record, const Locator& locator) {
  place.country = record.country;
  place.continent = record.continent;
  place.asn = record.asn;
  place.subdivision_known = !record.subdivision.empty();
  if (place.subdivision_known)
    place.subdivision = number_of(locator.subdivisions(), record.country, record.subdivision);
  if (record.coordinates) locate(place, *record.coordinates);
  if (place.country.known() || place.located || place.continent != Continent::unknown)
    place.source = PlaceSource::database;
}

// Another country: what was known of places in the old one says nothing any more.
void move_to(Place& place, Country country) {
  if (place.country == country) return;
  place.country = country;
  place.continent = Continent::unknown;
  place.subdivision = 0;
  place.subdivision_known = false;
  place.located = false;
  place.coordinates = {};
}

void apply(Place& place, const ResolvedOverride& said) {
  if (said.tag) place.tag = said.tag_id;
  if (said.asn) place.asn = *said.asn;
  if (said.country) move_to(place, *said.country);
  if (said.continent) place.continent = *said.continent;
  if (said.subdivision) {
    place.subdivision = said.subdivision_id;
    place.subdivision_known = true;
  }
  if (said.coordinates) locate(place, *said.coordinates);
  if (said.country || said.continent || said.subdivision || said.coordinates)
    place.source = PlaceSource::override_;
}

void complete(Place& place) {
  const CountryFacts* facts = facts_of(place.country);
  if (facts == nullptr) return;
  if (place.continent == Continent::unknown) place.continent = facts->continent;
  if (!place.located) locate(place, facts->centroid);
}

}  // namespace

Place place_of(const IpAddress& address, const GeoRecord& record, const Locator& locator) {
  Place place;
  if (is_globally_routable(address))
    take(place, record, locator);
  else
    place.source = PlaceSource::reserved_address;
  if (const ResolvedOverride* said = locator.find_override(address)) apply(place, *said);
  complete(place);
  return place;
}

}  // namespace meridian::geo
