// `meridian ctl explain` and `ctl simulate`: what a running edge would do, decided on what it
// decides on now. Exit codes as for what changes it.
#pragma once

#include "meridian/service/cli/ctl_operate.hpp"
#include "meridian/service/cli/explain.hpp"
#include "meridian/service/cli/simulate.hpp"

namespace meridian::cli {

struct WhatIfOptions : OperateOptions {
  ExplainOptions question;  // what names a request: ip, host, path .. explore_window
  SimulateOptions change;   // weights, drain, down, clients and seed
};

// Where a request would go now, and why. 1: it would be refused.
int ctl_explain(const WhatIfOptions& options, std::ostream& out, std::ostream& err);
// What weights, drains and outages would do to clients. 1: some would be refused that are not now,
// or a fence would be broken.
int ctl_simulate(const WhatIfOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
