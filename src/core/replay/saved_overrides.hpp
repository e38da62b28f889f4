// Overrides as rows of a saved view, by the names of service and region.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/replay/saved_rows.hpp"

namespace meridian::replay {

nlohmann::ordered_json save_overrides(const routing::View& view);
// `id`: the upstream that the row is of.
Result<void> restore_override(const nlohmann::json& row, UpstreamId id, Restored& restored);

}  // namespace meridian::replay
