// Which version of a file is at a path or behind an open descriptor.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace meridian::files {

// Links are followed, so a swapped link is a change.
struct Identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::int64_t changed = 0;   // the same of the inode: catches a modification time set back
  bool operator==(const Identity&) const = default;
};

std::optional<Identity> identity_of(const std::string& path);  // empty where there is no file
std::optional<Identity> identity_of(int descriptor);           // empty for what is no regular file

}  // namespace meridian::files
