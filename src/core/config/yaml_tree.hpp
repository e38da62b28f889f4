// YAML text as a small tree of values, each with its place in the file. What YAML offers beyond
// maps, lists and scalars (several documents, anchors, aliases, tags) is refused here, and no
// exception of yaml-cpp leaves this unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/report.hpp"

namespace meridian::config {

struct Node {
  enum class Kind : std::uint8_t { null, scalar, list, map };

  Kind kind = Kind::null;
  bool quoted = false;  // scalar in quotes, or a block scalar
  std::string text;     // scalar
  Position at;
  std::string key;  // where the parent is a map
  Position key_at;
  std::vector<Node> children;

  const Node* find(std::string_view name) const;
};

// Depth is bounded by kConfigDepthMax, the number of nodes by the size of the text, which is
// bounded by kConfigBytesMax. Empty where anything was reported that leaves no tree to look at.
std::optional<Node> read_tree(std::string_view text, Report& report);

}  // namespace meridian::config
