// Whether a decision kept to the fences, asked of the config itself and not of what was compiled
// from it: a second opinion on the code that decides.
#pragma once

#include <string_view>

#include "meridian/core/routing/view.hpp"

namespace meridian::replay {

bool breaks_fence(const routing::View& view, const routing::ServiceView& service,
                  const geo::Place& place, std::string_view region);

}  // namespace meridian::replay
