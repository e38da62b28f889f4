// `meridian ctl ..` that looks at a running edge and at its config. Exit codes as for what changes
// it.
#pragma once

#include "meridian/service/cli/ctl_operate.hpp"

namespace meridian::cli {

// What happened, the newest last.
int ctl_events(const OperateOptions& options, std::ostream& out, std::ostream& err);
// Without a word what is in force; or diff, reload, validate FILE.
int ctl_config(const OperateOptions& options, std::ostream& out, std::ostream& err);
// Shows it, or sets it to the word.
int ctl_log_level(const OperateOptions& options, std::ostream& out, std::ostream& err);
int ctl_certificates(const OperateOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
