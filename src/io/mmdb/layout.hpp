// Where in the records of one database the facts are. Makers differ: MaxMind and DB-IP nest them
// (country.iso_code), others have flat keys (country_code). Found once from the records themselves,
// since a database's name says little; a lookup then follows fixed paths.
#pragma once

#include <maxminddb.h>

#include <array>
#include <cstdint>
#include <vector>

#include "meridian/core/geo/place.hpp"

namespace meridian::mmdb {

class Layout {
 public:
  // Looks at every record until each fact is found.
  Layout(const MMDB_s& database, const std::vector<std::uint32_t>& offsets);

  bool has_countries() const { return paths_[kCountry] != nullptr; }
  bool has_networks() const { return paths_[kNetwork] != nullptr; }
  // The views point into the database of the entry.
  geo::GeoRecord read(const MMDB_entry_s& entry) const noexcept;

 private:
  enum Fact { kCountry, kContinent, kSubdivision, kLatitude, kLongitude, kNetwork, kFacts };
  using Path = const char* const*;  // keys and a null, as MMDB_aget_value takes them

  void observe(const MMDB_entry_s& entry);
  bool complete() const;

  std::array<Path, kFacts> paths_{};  // null: the database does not have the fact
};

}  // namespace meridian::mmdb
