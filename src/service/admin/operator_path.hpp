// The paths by which operators read and change overrides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/state/change.hpp"

namespace meridian::admin {

enum class OperatorKind : std::uint8_t {
  regions,         // /v1/regions
  region_state,    // /v1/regions/{r}/state
  service,         // /v1/services/{s}
  weights,         // /v1/services/{s}/weights
  upstream_state,  // /v1/services/{s}/upstreams/{r}/state
  primary,         // /v1/services/{s}/primary
  overrides,       // /v1/overrides
  reset,           // /v1/overrides/reset
  override_,       // /v1/overrides/{id}
  conflicts,       // /v1/overrides/conflicts
  adopt,           // /v1/overrides/conflicts/{id}/adopt
};

struct OperatorPath {
  OperatorKind kind = OperatorKind::regions;
  std::string service;
  std::string region;
  std::string id{};
};

// Nothing: no path of operators. Whether the names exist is not looked at.
std::optional<OperatorPath> parse_operator_path(std::string_view path);

std::string_view methods_of(OperatorKind kind);  // "GET, HEAD, PUT"

// What the ETag of the path is of; ids must be valid.
state::Resource resource_of(const OperatorPath& path);

}  // namespace meridian::admin
