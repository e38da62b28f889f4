// What the critical checks of one endpoint say together.
#pragma once

#include "meridian/core/health/health_table.hpp"

namespace meridian::health {

inline bool is_critical(const config::HealthCheck& settings) {
  return settings.severity == config::CheckSeverity::critical;
}

struct HealthTable::Critical {
  bool any = false;    // there are some
  bool all_up = true;  // also where there are none
  bool one_down = false;
  ProbeOutcome failure = ProbeOutcome::ok;  // of the first that is down
};

}  // namespace meridian::health
