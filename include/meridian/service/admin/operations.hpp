// What operators read and change through the admin API, as the edge offers it. All are called on
// the control thread and must be quick.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "meridian/core/agreement/report.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/view.hpp"
#include "meridian/core/state/change.hpp"
#include "meridian/io/store/store.hpp"

namespace meridian::admin {

struct Operations {
  std::function<std::shared_ptr<const routing::View>()> view;
  // In effect now; workers decide by it a moment later. What all edges share, and what restricts
  // this one alone.
  std::function<std::shared_ptr<const state::Overrides>()> overrides;
  std::function<std::shared_ptr<const state::Overrides>()> local;
  std::function<bool()> store_is_up;
  // Calls `then` on the control thread, once: when every worker decides on what was changed, or
  // with why nothing was. Sets `new_epoch`. `local`: of this edge alone.
  std::function<void(state::Change change, bool local,
                     std::function<void(Result<state::Applied>)> then)>
      change;
  std::function<void(std::function<void(Result<std::vector<store::Conflict>>)> then)> conflicts;
  std::function<void(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then)> edges;
};

}  // namespace meridian::admin
