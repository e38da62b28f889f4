// How far the clients of each country are from every region, by what edges measured: from the
// client to the edge that is nearest to it, and on from there. The nearest region is the country's
// home region.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/geo/country.hpp"
#include "meridian/core/latency/reading.hpp"

namespace meridian::latency {

// Fewer connections than this tell nothing about a country.
inline constexpr std::uint64_t kClientSamplesMin = 10;

struct ClientRoundTrip {
  geo::Country country;
  microseconds round_trip{};
  std::uint64_t samples = 0;
};

struct EdgeMeasured {
  std::string edge;
  std::vector<ClientRoundTrip> clients;
  std::vector<EdgeRow> rows;
};

struct PlaceRow {
  geo::Country country;
  std::string edge;       // the nearest one
  microseconds client{};  // to that edge
  std::uint64_t samples = 0;
  std::vector<std::pair<std::string, microseconds>> regions;  // whole way, nearest first
};

// By country code. Countries without enough samples, and edges that have no row of the service, are
// left out.
std::vector<PlaceRow> place_table(std::span<const EdgeMeasured> edges, std::string_view service);

// Countries with the same order of regions.
struct GeoSuggestion {
  std::vector<geo::Country> countries;
  std::vector<std::string> regions;
};
std::vector<GeoSuggestion> suggest_geo(const std::vector<PlaceRow>& table);

}  // namespace meridian::latency
