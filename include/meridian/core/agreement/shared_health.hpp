// What counts on this edge of each of its upstreams: own health, joined with the verdicts of all
// edges. Held by the driver, on its thread; time is an argument.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "meridian/core/agreement/opinion.hpp"
#include "meridian/core/agreement/reporter.hpp"
#include "meridian/core/agreement/scope.hpp"

namespace meridian::agreement {

class SharedHealth {
 public:
  struct Upstream {
    Watched watched;
    PathScope path_scope = PathScope::local;
    config::ReturnPolicy return_policy;
  };

  // Replaces what there is; what is known of those that stay is kept.
  void watch(std::vector<Upstream> upstreams);
  std::vector<Watched> watched() const;

  // `own` is sorted by id. True if something counts that did not. Time alone may change it as well:
  // ramps rise, and a silent store's verdicts are lifted.
  bool join(std::span<const health::UpstreamHealth> own, const Reporter& reporter,
            milliseconds verdict_ttl, Instant now);
  const std::vector<Joined>& joined() const { return joined_; }  // sorted by id
  const Joined* find(UpstreamId id) const;

 private:
  std::vector<Upstream> upstreams_;  // sorted by id
  std::map<std::string, Concern> concerns_;
  std::vector<Joined> joined_;
};

}  // namespace meridian::agreement
