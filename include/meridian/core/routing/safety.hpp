// Whether operators may change what they are about to. Pure; judged on what stands after the whole
// change.
#pragma once

#include <vector>

#include "meridian/core/routing/view.hpp"
#include "meridian/core/state/change.hpp"

namespace meridian::routing {

// The rules that hold in `before` and do not in `after`. The view gives the config and health; its
// own overrides are not looked at. Of the rules there is one, `fence`: a service keeps, inside each
// of its fences, a region that works and takes clients.
std::vector<state::Breach> judge_change(const View& view, const state::Overrides& before,
                                        const state::Overrides& after);

}  // namespace meridian::routing
