// What explain decides on: config, GeoIP databases and a view for each set of regions that are
// down.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "meridian/core/routing/view.hpp"
#include "meridian/io/mmdb/geo_database.hpp"
#include "meridian/service/cli/load_config.hpp"

namespace meridian::cli {

class ExplainWorld {
 public:
  // Or everything that keeps an edge from starting with this config, ready to be printed.
  // `overrides_file`: what operators changed, as an edge keeps it; empty: nothing.
  static std::variant<ExplainWorld, Complaints> load(const std::string& config_file,
                                                     const std::string& overrides_file = "");

  geo::Place place_of(const IpAddress& address) const;
  // What clients want of regions, for the step `capacity`: REGION=N or SERVICE/REGION=N, requests
  // per second. Fails where it cannot be read.
  Result<bool> set_wants(const std::vector<std::string>& wants);
  // What is assumed about regions that are not down; see assumed_health. Call it before the others.
  // Fails where one cannot be read.
  Result<bool> set_health(const std::vector<std::string>& health);
  // `down`: REGION or SERVICE/REGION. Fails for one that the config does not have.
  Result<std::shared_ptr<const routing::View>> view(const std::vector<std::string>& down);

 private:
  ExplainWorld() = default;

  std::shared_ptr<const routing::Topology> topology_;
  std::vector<routing::AppliedOverride> overrides_;
  std::shared_ptr<const routing::View> healthy_;
  std::vector<routing::Demand> demand_;
  std::vector<health::UpstreamHealth> health_;    // sorted by id; absent: healthy
  std::shared_ptr<const mmdb::GeoDatabase> geo_;  // null: every place is unknown
  std::map<std::set<UpstreamId>, std::shared_ptr<const routing::View>> views_;
};

}  // namespace meridian::cli
