#include "meridian/core/latency/place_table.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace meridian::latency {

namespace {

bool has_row(const EdgeMeasured& edge, std::string_view service) {
  return std::any_of(edge.rows.begin(), edge.rows.end(),
                     [service](const EdgeRow& row) { return row.service == service; });
}

std::vector<std::pair<std::string, microseconds>> ways_from(const EdgeMeasured& edge,
                                                            std::string_view service,
                                                            microseconds client) {
  std::vector<std::pair<std::string, microseconds>> ways;
  for (const EdgeRow& row : edge.rows)
    if (row.service == service) ways.emplace_back(row.region, client + row.reading.steady);
  std::sort(ways.begin(), ways.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second, a.first) < std::tie(b.second, b.first);
  });
  return ways;
}

}  // namespace

std::vector<PlaceRow> place_table(std::span<const EdgeMeasured> edges, std::string_view service) {
  struct Nearest {
    const EdgeMeasured* edge;
    const ClientRoundTrip* client;
  };
  std::map<std::string_view, Nearest> nearest;  // by country code
  for (const EdgeMeasured& edge : edges) {
    if (!has_row(edge, service)) continue;
    for (const ClientRoundTrip& client : edge.clients) {
      if (!client.country.known() || client.samples < kClientSamplesMin) continue;
      const auto [found, added] =
          nearest.try_emplace(client.country.code(), Nearest{&edge, &client});
      if (!added && client.round_trip < found->second.client->round_trip)
        found->second = {&edge, &client};
    }
  }
  std::vector<PlaceRow> table;
  for (const auto& [code, place] : nearest) {
    const ClientRoundTrip& client = *place.client;
    table.push_back({client.country, place.edge->edge, client.round_trip, client.samples,
                     ways_from(*place.edge, service, client.round_trip)});
  }
  return table;
}

std::vector<GeoSuggestion> suggest_geo(const std::vector<PlaceRow>& table) {
  std::map<std::vector<std::string>, std::vector<geo::Country>> by_order;
  for (const PlaceRow& row : table) {
    std::vector<std::string> regions;
    for (const auto& [region, whole] : row.regions) regions.push_back(region);
    by_order[std::move(regions)].push_back(row.country);
  }
  std::vector<GeoSuggestion> suggestions;
  for (auto& [regions, countries] : by_order) suggestions.push_back({countries, regions});
  return suggestions;
}

}  // namespace meridian::latency
