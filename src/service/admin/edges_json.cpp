#include "service/admin/edges_json.hpp"

#include "meridian/core/agreement/comparison.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "service/admin/status_json.hpp"

namespace meridian::admin {

namespace {

Json differs_json(const agreement::Difference& difference) {
  Json parts = Json::array();
  if (difference.overrides) parts.push_back("overrides");
  if (difference.verdicts) parts.push_back("verdicts");
  if (difference.view) parts.push_back("view");
  return parts;
}

}  // namespace

Json edges_json(const std::vector<agreement::EdgeRow>& edges) {
  const auto differences = agreement::differences(edges);
  Json list = Json::array();
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const agreement::EdgeRow& edge = edges[i];
    list.push_back({{"id", edge.edge},
                    {"reported", time_json(WallTime(edge.reported))},
                    {"silent", edge.silent},
                    {"format", edge.format},
                    {"topology", state::hexadecimal(edge.topology)},
                    {"digest", state::hexadecimal(edge.shared)},
                    {"overrides_version", edge.overrides},
                    {"verdicts", {{"epoch", edge.known.epoch}, {"version", edge.known.number}}},
                    {"agrees", !differences[i].view},
                    {"differs", differs_json(differences[i])}});
  }
  return {{"edges", std::move(list)}};
}

}  // namespace meridian::admin
