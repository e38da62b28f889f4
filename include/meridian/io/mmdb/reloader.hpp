// Notices that the GeoIP files changed and opens them anew. Holds no database: the caller publishes
// what it is given and keeps the old one on an error.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "meridian/core/base/result.hpp"
#include "meridian/io/mmdb/geo_database.hpp"

namespace meridian::mmdb {

// Which version of a file is at a path. Links are followed, so a swapped link is a change.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::int64_t changed = 0;   // the same of the inode: catches a modification time set back
  bool operator==(const FileIdentity&) const = default;
};

std::optional<FileIdentity> identity_of(const std::string& path);  // empty where there is no file

// One thread at a time; a background one, since poll opens what has changed.
class Reloader {
 public:
  explicit Reloader(GeoPaths paths) : paths_(std::move(paths)) {}
  // Empty: nothing has changed since the last call. The first call always answers. Each change is
  // answered once, by a database or by an error that names the file; a file that was being written
  // while it was read is tried again by the next call.
  std::optional<Result<std::shared_ptr<const GeoDatabase>>> poll();

 private:
  using Identities = std::array<std::optional<FileIdentity>, 2>;
  Identities identities() const;

  GeoPaths paths_;
  std::optional<Identities> answered_;
};

}  // namespace meridian::mmdb
