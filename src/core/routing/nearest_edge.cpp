#include "core/routing/nearest_edge.hpp"

#include <algorithm>
#include <tuple>

#include "core/routing/great_circle.hpp"

namespace meridian::routing {

const latency::EdgeRow* find_row(const latency::EdgeRows& edge, std::string_view service,
                                 std::string_view region) {
  const auto found = std::find_if(edge.rows.begin(), edge.rows.end(), [&](const auto& row) {
    return row.service == service && row.region == region;
  });
  return found == edge.rows.end() ? nullptr : &*found;
}

const latency::EdgeRows* nearest_edge(const config::Edge& own,
                                      std::span<const latency::EdgeRows> edges,
                                      const ServiceView& service) {
  const auto from = own.location ? unit_vector(*own.location) : std::nullopt;
  if (!from) return nullptr;
  const latency::EdgeRows* nearest = nullptr;
  std::uint32_t distance = 0;
  for (const latency::EdgeRows& edge : edges) {
    const auto at = edge.location ? unit_vector(*edge.location) : std::nullopt;
    const bool complete = std::all_of(
        service.upstreams.begin(), service.upstreams.end(), [&](const UpstreamView& upstream) {
          return find_row(edge, service.id, upstream.region) != nullptr;
        });
    if (!at || !complete || edge.edge == own.id) continue;
    const std::uint32_t metres = arc_metres(*from, *at);
    if (nearest != nullptr && std::tie(distance, nearest->edge) < std::tie(metres, edge.edge))
      continue;
    nearest = &edge;
    distance = metres;
  }
  return nearest;
}

}  // namespace meridian::routing
