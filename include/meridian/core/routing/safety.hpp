// Whether operators may change what they are about to: the rules of `safety`, and that a fence
// keeps a region that works. Pure; judged on what stands after the whole change.
#pragma once

#include <vector>

#include "meridian/core/routing/view.hpp"
#include "meridian/core/state/change.hpp"

namespace meridian::routing {

// The rules that hold in `before` and do not in `after`, or that do not and get worse. The view
// gives the config, health and what clients want; its own overrides are not looked at. Rules are
// called `freeze`, `wait_period`, `capacity`, `fence`, and as `safety.at_least` names them.
std::vector<state::Breach> judge_change(const View& view, const state::Overrides& before,
                                        const state::Overrides& after, state::StoreTime now);

}  // namespace meridian::routing
