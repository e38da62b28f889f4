#include "core/replay/saved_overrides.hpp"

#include <nlohmann/json.hpp>

#include "core/replay/json_field.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::replay {

using nlohmann::json;
using nlohmann::ordered_json;

ordered_json save_overrides(const routing::View& view) {
  auto rows = ordered_json::array();
  for (const routing::AppliedOverride& applied : view.overrides) {
    const auto* upstream = view.find(applied.id);
    if (upstream == nullptr) continue;
    ordered_json row{{"service", view.by_upstream[index_of(applied.id)].service->id},
                     {"region", upstream->region}};
    if (applied.weight) {
      row["weight"] = *applied.weight;
      row["weight_note"] = applied.weight_note;
    }
    if (applied.state) {
      row["state"] = state::to_string(*applied.state);
      row["state_note"] = applied.state_note;
    }
    if (applied.primary) row["primary_note"] = applied.primary_note;
    if (applied.pins_ended) row["pins_ended"] = true;
    rows.push_back(std::move(row));
  }
  return rows;
}

Result<void> restore_override(const json& row, UpstreamId id, Restored& restored) {
  routing::AppliedOverride applied;
  applied.id = id;
  if (row.contains("weight")) {
    const auto weight = number_field(row, "weight");
    if (!weight || *weight > state::kWeightMax) return malformed("an override's weight cannot be");
    applied.weight = static_cast<std::uint32_t>(*weight);
    applied.weight_note = text_field(row, "weight_note").value_or("");
  }
  if (row.contains("state")) {
    applied.state = state::parse_state(text_field(row, "state").value_or(""));
    if (!applied.state) return malformed("an override's state is unknown");
    applied.state_note = text_field(row, "state_note").value_or("");
  }
  const json* pins_ended = field_of(row, "pins_ended");
  if (pins_ended != nullptr && !pins_ended->is_boolean())
    return malformed("an override's pins_ended cannot be");
  applied.pins_ended = pins_ended != nullptr && pins_ended->get<bool>();
  applied.primary = row.contains("primary_note");
  if (applied.primary) applied.primary_note = text_field(row, "primary_note").value_or("");
  restored.inputs.overrides.push_back(std::move(applied));
  return {};
}

}  // namespace meridian::replay
