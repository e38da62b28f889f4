#include "meridian/io/mmdb/geo_database.hpp"

namespace meridian::mmdb {

GeoDatabase::GeoDatabase(Database places, std::optional<Database> networks)
    : places_(std::move(places)), networks_(std::move(networks)) {}

Result<std::shared_ptr<const GeoDatabase>> GeoDatabase::open(const GeoPaths& paths) {
  auto places = Database::open(paths.database, Contents::countries);
  if (places.has_error()) return places.error();
  std::optional<Database> networks;
  if (!paths.asn_database.empty()) {
    auto opened = Database::open(paths.asn_database, Contents::networks);
    if (opened.has_error()) return opened.error();
    networks = std::move(*opened);
  }
  return std::make_shared<const GeoDatabase>(std::move(*places), std::move(networks));
}

}  // namespace meridian::mmdb
