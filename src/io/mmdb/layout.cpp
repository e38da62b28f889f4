#include "io/mmdb/layout.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace meridian::mmdb {

namespace {

using Path = const char* const*;

constexpr const char* kNestedCountry[] = {"country", "iso_code", nullptr};
constexpr const char* kFlatCountry[] = {"country_code", nullptr};
constexpr const char* kNestedContinent[] = {"continent", "code", nullptr};
constexpr const char* kFlatContinent[] = {"continent_code", nullptr};
constexpr const char* kNestedSubdivision[] = {"subdivisions", "0", "iso_code", nullptr};
constexpr const char* kNestedLatitude[] = {"location", "latitude", nullptr};
constexpr const char* kFlatLatitude[] = {"latitude", nullptr};
constexpr const char* kNestedLongitude[] = {"location", "longitude", nullptr};
constexpr const char* kFlatLongitude[] = {"longitude", nullptr};
constexpr const char* kLongNetwork[] = {"autonomous_system_number", nullptr};
constexpr const char* kFlatNetwork[] = {"asn", nullptr};

bool find(const MMDB_entry_s& entry, Path path, MMDB_entry_data_s& value) noexcept {
  if (path == nullptr) return false;
  MMDB_entry_s start = entry;
  return MMDB_aget_value(&start, &value, path) == MMDB_SUCCESS && value.has_data;
}

std::string_view text_at(const MMDB_entry_s& entry, Path path) noexcept {
  MMDB_entry_data_s value;
  if (!find(entry, path, value) || value.type != MMDB_DATA_TYPE_UTF8_STRING) return {};
  return {value.utf8_string, value.data_size};
}

std::optional<double> degrees_at(const MMDB_entry_s& entry, Path path, double max) noexcept {
  MMDB_entry_data_s value;
  if (!find(entry, path, value)) return std::nullopt;
  double degrees = max + 1;
  if (value.type == MMDB_DATA_TYPE_DOUBLE) degrees = value.double_value;
  if (value.type == MMDB_DATA_TYPE_FLOAT) degrees = value.float_value;
  if (!(std::abs(degrees) <= max)) return std::nullopt;
  return degrees;
}

// "AS64500" or "64500".
std::uint32_t parse_network(std::string_view text) noexcept {
  if (text.starts_with("AS")) text.remove_prefix(2);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

std::uint32_t network_at(const MMDB_entry_s& entry, Path path) noexcept {
  MMDB_entry_data_s value;
  if (!find(entry, path, value)) return 0;
  if (value.type == MMDB_DATA_TYPE_UINT32) return value.uint32;
  if (value.type == MMDB_DATA_TYPE_UINT16) return value.uint16;
  if (value.type == MMDB_DATA_TYPE_UTF8_STRING)
    return parse_network({value.utf8_string, value.data_size});
  return 0;
}

// The first path at which `usable` finds something; null where there is none.
template <class Usable>
Path first_of(std::initializer_list<Path> candidates, Usable usable) {
  for (const Path path : candidates)
    if (usable(path)) return path;
  return nullptr;
}

}  // namespace

Layout::Layout(const MMDB_s& database, const std::vector<std::uint32_t>& offsets) {
  for (const std::uint32_t offset : offsets) {
    if (complete()) break;
    observe({&database, offset});
  }
}

bool Layout::complete() const {
  return std::none_of(paths_.begin(), paths_.end(), [](Path path) { return path == nullptr; });
}

void Layout::observe(const MMDB_entry_s& entry) {
  const auto learn = [&](Fact fact, std::initializer_list<Path> candidates, auto usable) {
    if (paths_[fact] == nullptr) paths_[fact] = first_of(candidates, usable);
  };
  learn(kCountry, {kNestedCountry, kFlatCountry},
        [&](Path path) { return geo::Country::parse(text_at(entry, path)).has_value(); });
  learn(kContinent, {kNestedContinent, kFlatContinent},
        [&](Path path) { return geo::parse_continent(text_at(entry, path)).has_value(); });
  learn(kSubdivision, {kNestedSubdivision},
        [&](Path path) { return !text_at(entry, path).empty(); });
  learn(kLatitude, {kNestedLatitude, kFlatLatitude},
        [&](Path path) { return degrees_at(entry, path, 90).has_value(); });
  learn(kLongitude, {kNestedLongitude, kFlatLongitude},
        [&](Path path) { return degrees_at(entry, path, 180).has_value(); });
  learn(kNetwork, {kLongNetwork, kFlatNetwork},
        [&](Path path) { return network_at(entry, path) != 0; });
}

geo::GeoRecord Layout::read(const MMDB_entry_s& entry) const noexcept {
  geo::GeoRecord record;
  if (const auto country = geo::Country::parse(text_at(entry, paths_[kCountry])))
    record.country = *country;
  // The continent of a country is in our table, which is quicker than the path to it.
  if (const geo::CountryFacts* facts = geo::facts_of(record.country))
    record.continent = facts->continent;
  else if (const auto continent = geo::parse_continent(text_at(entry, paths_[kContinent])))
    record.continent = *continent;
  record.subdivision = text_at(entry, paths_[kSubdivision]);
  const auto latitude = degrees_at(entry, paths_[kLatitude], 90);
  const auto longitude = degrees_at(entry, paths_[kLongitude], 180);
  if (latitude && longitude) record.coordinates = geo::Coordinates{*latitude, *longitude};
  record.asn = network_at(entry, paths_[kNetwork]);
  return record;
}

}  // namespace meridian::mmdb
