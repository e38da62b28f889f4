// Where a client is. A place is made of what the database says of the address (GeoRecord) and what
// the operator says of it (Overrides); every part may be unknown. Pure values: the lookup is in io.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/geo/country.hpp"

namespace meridian::geo {

// What a database says of one address. Views point into the database and live as long as it does.
struct GeoRecord {
  Country country;
  Continent continent = Continent::unknown;
  std::string_view subdivision;  // ISO 3166-2 without the country: "CA" of "US-CA"; may be empty
  std::optional<Coordinates> coordinates;
  std::uint32_t asn = 0;  // 0: unknown
};

// Names from the config as small numbers, 0 meaning "no name of ours". Built with the view, never
// grown by traffic. Sorted, so that numbers do not depend on the order in the file.
class NameTable {
 public:
  NameTable() = default;
  explicit NameTable(std::vector<std::string> names);
  std::uint16_t find(std::string_view name) const;  // 0 where absent
  std::string_view name(std::uint16_t id) const;    // "" for 0
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
};

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

struct Override {
  Cidr cidr;
  std::optional<Country> country;
  std::optional<Continent> continent;
  std::optional<std::string> subdivision;  // "US-CA"
  std::optional<std::uint32_t> asn;
  std::optional<std::string> tag;
  std::optional<Coordinates> coordinates;
};

// The compiled, immutable form of what place_of needs beside the record.
class Locator {
 public:
  Locator() = default;
  Locator(std::vector<Override> overrides, NameTable tags, NameTable subdivisions);
  const Override* find_override(const IpAddress& address) const;
  const NameTable& tags() const { return tags_; }
  const NameTable& subdivisions() const { return subdivisions_; }

 private:
  std::vector<Override> overrides_;
  CidrMap by_cidr_;
  NameTable tags_;
  NameTable subdivisions_;
};

// An override sets the attributes it names and never hides the others. A country set without
// coordinates moves the coordinates to that country's centroid. Private, reserved, loopback and
// documentation addresses have no place unless an override gives one.
Place place_of(const IpAddress& address, const GeoRecord& record, const Locator& locator);

bool is_globally_routable(const IpAddress& address);

}  // namespace meridian::geo
