// Overrides in the making of a view, and in telling of it.
#pragma once

#include <vector>

#include "meridian/core/routing/apply_overrides.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

// Null where there is none.
const AppliedOverride* find_override(const std::vector<AppliedOverride>& sorted, UpstreamId id);

void use_overrides(UpstreamView& upstream, const std::vector<AppliedOverride>& sorted);

// 0: the file's stands.
CandidateSet primary_by_override(const ServiceView& service,
                                 const std::vector<AppliedOverride>& sorted);

}  // namespace meridian::routing
