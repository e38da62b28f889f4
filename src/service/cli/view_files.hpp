// Views read back from the directory that log.views names. Keeps the last few of them.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <utility>

#include "meridian/core/replay/saved_view.hpp"

namespace meridian::cli {

class ViewFiles {
 public:
  explicit ViewFiles(std::string directory) : directory_(std::move(directory)) {}

  using Found = Result<std::shared_ptr<const routing::View>>;
  // Fails with not_found where the file is gone, else where it cannot be used. Valid until the next
  // call.
  const Found& find(const replay::ViewName& name);

 private:
  using Topology = std::shared_ptr<const routing::Topology>;
  Found read(const replay::ViewName& name);
  Result<Topology> topology(std::uint64_t config);

  std::string directory_;
  std::list<std::pair<replay::ViewName, Found>> views_;       // used last, first
  std::list<std::pair<std::uint64_t, Topology>> topologies_;  // by digest of the config
};

}  // namespace meridian::cli
