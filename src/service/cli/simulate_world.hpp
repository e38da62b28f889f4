// The two views that a simulation compares, and where clients are in the numbers of either.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "meridian/core/replay/simulation.hpp"
#include "meridian/io/mmdb/geo_database.hpp"
#include "meridian/service/cli/load_config.hpp"
#include "meridian/service/cli/simulate.hpp"

namespace meridian::cli {

class SimulateWorld {
 public:
  // Or everything that is wrong with the configs, files and names, ready to be printed.
  static std::variant<SimulateWorld, Complaints> load(const SimulateOptions& options);

  const routing::View& before() const { return *before_; }
  const routing::View& after() const { return *after_; }
  // Sets both places of the sample from its client's address.
  void locate(replay::Sample& sample) const;
  // Whether the database of the config says anything of the address; true without a database.
  bool knows(const IpAddress& address) const;
  bool has_database() const { return geo_before_ != nullptr; }

 private:
  using Database = std::shared_ptr<const mmdb::GeoDatabase>;
  SimulateWorld() = default;

  std::shared_ptr<const routing::View> before_;
  std::shared_ptr<const routing::View> after_;
  Database geo_before_;  // null: every place is unknown
  Database geo_after_;
};

}  // namespace meridian::cli
