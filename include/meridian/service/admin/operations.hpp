// What operators read and change through the admin API, as the edge offers it. All are called on
// the control thread and must be quick.
#pragma once

#include <functional>
#include <memory>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/view.hpp"
#include "meridian/core/state/change.hpp"

namespace meridian::admin {

struct Operations {
  std::function<std::shared_ptr<const routing::View>()> view;
  // In effect now; workers decide by it a moment later.
  std::function<std::shared_ptr<const state::Overrides>()> overrides;
  // Calls `then` on the control thread, once: when every worker decides on what was changed, or
  // with why nothing was. Sets `new_epoch`.
  std::function<void(state::Change change, std::function<void(Result<state::Applied>)> then)>
      change;
};

}  // namespace meridian::admin
