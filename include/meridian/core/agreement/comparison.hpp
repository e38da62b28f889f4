// Which edges do not do what the others do, and in what. Pure.
#pragma once

#include <span>
#include <vector>

#include "meridian/core/agreement/report.hpp"

namespace meridian::agreement {

// How an edge differs from what most edges of the same config have.
struct Difference {
  bool view = false;  // by the digest of what every worker decides by and what was agreed
  // What of it, as far as that is known.
  bool overrides = false;
  bool verdicts = false;
};

// One for each. An edge that is silent differs in nothing, and is not counted: what it does is not
// known. So a config that is rolled out makes a group of its own, and no difference.
std::vector<Difference> differences(std::span<const EdgeRow> edges);

}  // namespace meridian::agreement
