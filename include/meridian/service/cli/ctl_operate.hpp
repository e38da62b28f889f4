// `meridian ctl ..` as operators use it: reads and changes weights, states and primaries of a
// running edge through its admin API. All return 0 where it was done; 1 where the edge refused;
// 2 on wrong usage; 3 where no edge answered.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "meridian/service/cli/ctl.hpp"

namespace meridian::cli {

struct OperateOptions : CtlOptions {
  std::vector<std::string> words;  // what stands behind the command
  std::string reason;
  std::string expires_in;               // "1h"; empty: until somebody changes it
  std::vector<std::string> skip_rules;  // safety rules that may be broken
  bool dry_run = false;
  bool local = false;  // on this edge alone, while the store is away
};

int ctl_status(const OperateOptions& options, std::ostream& out, std::ostream& err);
// SERVICE [REGION=N..]
int ctl_weights(const OperateOptions& options, std::ostream& out, std::ostream& err);
// REGION or SERVICE/REGION
int ctl_drain(const OperateOptions& options, std::ostream& out, std::ostream& err);
int ctl_disable(const OperateOptions& options, std::ostream& out, std::ostream& err);
int ctl_enable(const OperateOptions& options, std::ostream& out, std::ostream& err);
// SERVICE REGION
int ctl_primary(const OperateOptions& options, std::ostream& out, std::ostream& err);
// Nothing, rm ID, conflicts, or adopt ID
int ctl_overrides(const OperateOptions& options, std::ostream& out, std::ostream& err);
// A new token and its SHA-256; asks no edge.
int ctl_token_new(const OperateOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
