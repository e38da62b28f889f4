// Where a client is. A place is made of what the database says of the address (GeoRecord) and what
// the operator says of it (Locator); every part may be unknown. Pure values: the lookup is in io.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/geo/country.hpp"
#include "meridian/core/geo/locator.hpp"
#include "meridian/core/geo/name_table.hpp"
#include "meridian/core/geo/routable.hpp"

namespace meridian::geo {

// What a database says of one address. Views point into the database and live as long as it does.
struct GeoRecord {
  Country country;
  Continent continent = Continent::unknown;
  std::string_view subdivision;  // ISO 3166-2 without the country: "CA" of "US-CA"; may be empty
  std::optional<Coordinates> coordinates;
  std::uint32_t asn = 0;  // 0: unknown
};

// Who said where the client is (country, continent, subdivision or coordinates); where nobody did,
// whether that is because the address is of a kind that is nowhere.
enum class PlaceSource : std::uint8_t { unknown, database, override_, reserved_address };

struct Place {
  std::uint16_t tag = 0;           // NameTable of tags; 0: none
  std::uint16_t subdivision = 0;   // NameTable of subdivisions ("US-CA"); 0: none the config names
  bool subdivision_known = false;  // the database or an override gave one, named or not
  std::uint32_t asn = 0;
  Country country;
  Continent continent = Continent::unknown;
  PlaceSource source = PlaceSource::unknown;
  bool located = false;     // coordinates are meaningful
  Coordinates coordinates;  // of the database, else the country's centroid
};

// An override sets the attributes it names and never hides the others. Setting another country than
// the database's drops what the database says of places in its own: subdivision, coordinates,
// continent. Where coordinates or continent are missing they are those of the country. Addresses
// that are not globally routable have no place unless an override gives one. No allocation.
Place place_of(const IpAddress& address, const GeoRecord& record, const Locator& locator);

}  // namespace meridian::geo
