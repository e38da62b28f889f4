// Residency rules and the answers that can be configured.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/geo/country.hpp"

namespace meridian::config {

enum class UnknownPlace : std::uint8_t { deny, allow };
enum class FenceEdges : std::uint8_t { any, inside };
enum class Group : std::uint8_t { EU, EEA };

struct Answer {
  std::uint16_t status = 451;
  std::string body;
  std::string content_type = "text/plain; charset=utf-8";
};

struct Fence {
  std::string id;
  std::vector<geo::Country> countries;
  std::vector<geo::Continent> continents;
  std::vector<Group> groups;
  std::vector<std::string> subdivisions;
  std::vector<std::uint32_t> asns;
  std::vector<std::string> tags;
  UnknownPlace unknown = UnknownPlace::deny;
  std::vector<std::string> regions;
  FenceEdges edges = FenceEdges::any;
  std::string redirect_host;
  std::optional<Answer> answer;  // empty: 451
};

}  // namespace meridian::config
