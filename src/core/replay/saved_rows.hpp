// The lists of a saved view. Whatever else a view is built from, or has from the views before it,
// becomes one more list of named rows: a line in saved_lists(), two functions in saved_rows.cpp,
// and the next kSavedFormat.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/rebuild.hpp"

namespace meridian::replay {

inline constexpr std::uint64_t kSavedFormat = 2;

// What is read back, row by row.
struct Restored {
  routing::ViewInputs inputs;  // topology is set
  routing::ViewMemory memory;
};

struct SavedList {
  std::string_view name;
  nlohmann::ordered_json (*save)(const routing::View& view);
  Result<void> (*restore)(const nlohmann::json& row, Restored& restored);
};

std::span<const SavedList> saved_lists();

// Brings the lists into the order that build_view wants; fails where something is there twice.
Result<void> sort_restored(Restored& restored);

}  // namespace meridian::replay
