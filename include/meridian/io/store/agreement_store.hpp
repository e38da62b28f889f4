// Where edges bring their votes and hear verdicts: one interface, for one edge alone and for a
// cluster.
#pragma once

#include <functional>
#include <vector>

#include "meridian/core/agreement/messages.hpp"
#include "meridian/core/agreement/report.hpp"
#include "meridian/core/base/result.hpp"

namespace meridian::store {

// Handlers run on the control thread, never inside the call, exactly once, and not after the store
// has gone.
class AgreementStore {
 public:
  virtual ~AgreementStore() = default;
  virtual void report(const agreement::Report& report,
                      std::function<void(Result<agreement::Answer>)> then) = 0;
  virtual void edges(std::function<void(Result<std::vector<agreement::EdgeRow>>)> then) = 0;
  // `changed` is called whenever verdicts may have moved, with their version; with none where some
  // news may have been missed.
  virtual void on_change(std::function<void(const agreement::VersionHint&)> changed) = 0;
};

}  // namespace meridian::store
