// `meridian ctl ..` that looks at a running edge: explain, events, config, log level. Exit codes as
// for what changes it.
#pragma once

#include "meridian/service/cli/ctl_operate.hpp"
#include "meridian/service/cli/explain.hpp"

namespace meridian::cli {

struct InspectOptions : OperateOptions {
  ExplainOptions question;  // ip, host, path, method, headers, down, pin and tried
};

// Where a request would go now, and why. 1: it would be refused.
int ctl_explain(const InspectOptions& options, std::ostream& out, std::ostream& err);
// The newest events.
int ctl_events(const InspectOptions& options, std::ostream& out, std::ostream& err);
// Nothing (what it sets), diff, reload, or validate FILE.
int ctl_config(const InspectOptions& options, std::ostream& out, std::ostream& err);
// Nothing, or the level to set.
int ctl_log_level(const InspectOptions& options, std::ostream& out, std::ostream& err);
int ctl_certificates(const InspectOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
