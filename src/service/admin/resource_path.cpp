#include "service/admin/resource_path.hpp"

namespace meridian::admin {

state::Resource resource_of(const ResourcePath& path) {
  switch (path.kind) {
    case ResourceKind::weights: return state::Target{state::Kind::weight, path.service, ""};
    case ResourceKind::primary: return state::Target{state::Kind::primary, path.service, ""};
    case ResourceKind::region_state: return state::Target{state::Kind::state, "", path.region};
    case ResourceKind::upstream_state:
      return state::Target{state::Kind::state, path.service, path.region};
    case ResourceKind::override_: return state::parse_id(path.id);
    default: return std::nullopt;
  }
}

}  // namespace meridian::admin
