// The config that is in force: since when, which log level goes with it, and what became of
// reloads. Control thread.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/observability/log.hpp"
#include "meridian/service/admin/config_operations.hpp"

namespace meridian::app {

struct ConfigInForce {
  using Then = std::function<void(const admin::ReloadOutcome&)>;

  WallTime taken_at{};
  config::LogLevel log_level = config::LogLevel::info;
  std::uint64_t reloads = 0;
  std::uint64_t failures = 0;
  bool reloading = false;
  std::vector<Then> waiting;  // to be told what became of the reload under way

  void take(const config::Config& config, WallTime now) {
    taken_at = now;
    set_log_level(config.log.level);
  }
  void set_log_level(config::LogLevel level) {
    log_level = level;
    observability::set_log_level(level);
  }
  static void tell(const std::vector<Then>& waiting, const admin::ReloadOutcome& outcome) {
    for (const Then& then : waiting) then(outcome);
  }
};

}  // namespace meridian::app
