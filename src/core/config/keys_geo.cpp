#include "core/config/keys.hpp"

#include "core/config/addresses.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {

using std::chrono::hours;

namespace {

constexpr std::size_t kOverridesMax = 65536;

struct OverrideKeys {
  geo::Override place;
  std::optional<double> latitude;
  std::optional<double> longitude;
};

const Section<geo::Override>& place_section() {
  static const Section<geo::Override> section{
      key("cidr", &geo::Override::cidr, Network{}, kRequired,
          "addresses of clients; the longest prefix wins"),
      key("country", &geo::Override::country, CountryCode{}, kUnset, "sets the country"),
      key("continent", &geo::Override::continent, ContinentCode{}, kUnset, "sets the continent"),
      key("subdivision", &geo::Override::subdivision, Subdivision{}, kUnset,
          "sets the subdivision"),
      key("asn", &geo::Override::asn, Integer<std::uint32_t>{{1, kAsnMax}}, kUnset,
          "sets the number of the network"),
      key("tag", &geo::Override::tag, Name{}, kUnset,
          "sets a word of your own, for fences and geo rules"),
  };
  return section;
}

// The keys of geo::Override, lifted, and the two that make its coordinates.
const Section<OverrideKeys>& override_section() {
  static const Section<OverrideKeys> section = [] {
    Section<OverrideKeys> keys;
    for (const Key<geo::Override>& inner : place_section()) {
      Key<OverrideKeys> lifted;
      lifted.name = inner.name;
      lifted.required = inner.required;
      lifted.rows = inner.rows;
      lifted.read = [read = inner.read](const Cursor& cursor, OverrideKeys& target) {
        read(cursor, target.place);
      };
      keys.push_back(std::move(lifted));
    }
    keys.push_back(key("latitude", &OverrideKeys::latitude, Degrees{90}, kUnset,
                       "sets the coordinates, together with longitude"));
    keys.push_back(key("longitude", &OverrideKeys::longitude, Degrees{180}, kUnset,
                       "sets the coordinates, together with latitude"));
    return keys;
  }();
  return section;
}

struct OverrideItem {
  using Value = geo::Override;
  std::string describe() const { return "section"; }
  std::vector<KeyRow> rows() const { return rows_of(override_section(), "."); }
  bool read(const Cursor& cursor, Value& value) const {
    OverrideKeys keys;
    if (!read_section(cursor, override_section(), keys)) return false;
    if (keys.latitude.has_value() != keys.longitude.has_value() &&
        !cursor.scope().report.failed_within(cursor.path())) {
      return cursor.error("has one of latitude and longitude", "write both or none");
    }
    value = std::move(keys.place);
    if (keys.latitude && keys.longitude)
      value.coordinates = geo::Coordinates{*keys.latitude, *keys.longitude};
    return true;
  }
};

}  // namespace

const Section<GeoIp>& geoip_section() {
  static const Section<GeoIp> section{
      key("database", &GeoIp::database, FileName{}, kUnset,
          "MaxMind DB file with countries or cities"),
      key("asn_database", &GeoIp::asn_database, FileName{}, kUnset,
          "MaxMind DB file with the numbers of networks (ASN)"),
      key("reload_interval", &GeoIp::reload_interval, Duration{seconds(1), hours(24)}, "1m",
          "how often the files are looked at for a newer version"),
      key("overrides", &GeoIp::overrides, ListOf<OverrideItem>{{}, kOverridesMax}, kUnset,
          "what you know better than the database; sets what it names and hides nothing else"),
  };
  return section;
}

}  // namespace meridian::config
