// `meridian ctl ..` that looks at a running edge. Exit codes as for what changes it.
#pragma once

#include "meridian/service/cli/ctl_operate.hpp"

namespace meridian::cli {

// What happened, the newest last.
int ctl_events(const OperateOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
