// Notices that the GeoIP files changed and opens them anew. Holds no database: the caller publishes
// what it is given and keeps the old one on an error.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "meridian/core/base/result.hpp"
#include "meridian/io/files/identity.hpp"
#include "meridian/io/mmdb/geo_database.hpp"

namespace meridian::mmdb {

// One thread at a time; a background one, since poll opens what has changed.
class Reloader {
 public:
  explicit Reloader(GeoPaths paths) : paths_(std::move(paths)) {}
  // Empty: nothing has changed since the last call. The first call always answers. Each change is
  // answered once, by a database or by an error that names the file; a file that was being written
  // while it was read is tried again by the next call.
  std::optional<Result<std::shared_ptr<const GeoDatabase>>> poll();

 private:
  using Identities = std::array<std::optional<files::Identity>, 2>;
  Identities identities() const;

  GeoPaths paths_;
  std::optional<Identities> answered_;
};

}  // namespace meridian::mmdb
