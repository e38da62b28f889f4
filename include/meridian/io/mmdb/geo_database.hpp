// What is asked where a client is: a country or city database and, where there is one, a database
// of network numbers. Immutable, shared by all threads through shared_ptr<const GeoDatabase>.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "meridian/core/base/result.hpp"
#include "meridian/io/mmdb/database.hpp"

namespace meridian::mmdb {

struct GeoPaths {
  std::string database;
  std::string asn_database;  // empty: none
};

class GeoDatabase {
 public:
  // Opens and validates both; see Database::open for the cost.
  static Result<std::shared_ptr<const GeoDatabase>> open(const GeoPaths& paths);
  GeoDatabase(Database places, std::optional<Database> networks);

  geo::GeoRecord lookup(const IpAddress& address) const noexcept {
    geo::GeoRecord record = places_.lookup(address);
    if (networks_) record.asn = networks_->lookup(address).asn;
    return record;
  }

  const Database& places() const { return places_; }
  WallTime built() const { return places_.built(); }

 private:
  Database places_;
  std::optional<Database> networks_;
};

}  // namespace meridian::mmdb
