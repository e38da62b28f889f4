// What a path names: the kind of the resource, and the names in it.
#pragma once

#include <cstdint>
#include <string>

#include "meridian/core/state/change.hpp"

namespace meridian::admin {

enum class ResourceKind : std::uint8_t {
  livez,
  readyz,
  metrics,
  openapi,
  status,
  latency,
  edges,
  regions,
  region_state,
  service,
  weights,
  upstream_state,
  primary,
  overrides,
  reset,
  override_,
  conflicts,
  adopt,
  changes,
};

struct ResourcePath {
  ResourceKind kind = ResourceKind::status;
  std::string service{};
  std::string region{};
  std::string id{};
};

// What the ETag of the path is of; ids must be valid.
state::Resource resource_of(const ResourcePath& path);

}  // namespace meridian::admin
