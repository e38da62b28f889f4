// The last good overrides document on disk: what an edge starts with, whatever became of its store.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::store {

struct SavedState {
  std::string text;
  WallTime known_at{};  // when this was last known to be what the store has; milliseconds
};

// Nothing: there is no such file. Fails on a file that cannot be read, or was damaged. Blocks.
Result<std::optional<SavedState>> read_state_file(const std::string& path);

// Written beside `path`, synced and renamed onto it. Blocks.
Result<void> write_state_file(const std::string& path, const SavedState& state);

// The content of the file: a line with the format and a checksum of the rest, a line with the time.
std::string state_file_text(const SavedState& state);
std::optional<SavedState> parse_state_file(std::string_view text);

}  // namespace meridian::store
