// Where regions and edges are: sites of public clouds and exchange points, with their coordinates.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "meridian/core/geo/country.hpp"

namespace meridian::lab {

struct Site {
  std::string_view name;
  std::string_view country;
  geo::Coordinates at;
};

std::span<const Site> edge_sites();
// The first 3, 10 or 30 are the three worlds.
std::span<const Site> region_sites();
// By number, of the first `regions`: those that clients of the European Economic Area may use,
// which is the one fence of the laboratory.
std::vector<bool> inside_fence(std::size_t regions);

}  // namespace meridian::lab
