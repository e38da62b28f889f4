// The config and what else an operator sets of the process, as the edge offers it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::admin {

struct LiveConfig {
  std::shared_ptr<const config::Config> config;
  std::string file;
  WallTime taken_at{};
};

struct ReloadOutcome {
  bool busy = false;                    // another one is under way
  std::vector<std::string> complaints;  // empty: the config is taken
};

// Called on the control thread where nothing else is said.
struct ConfigOperations {
  std::function<LiveConfig()> live;
  // The config that the file has now, or all that is wrong with it. On the background thread.
  std::function<std::variant<config::Config, std::vector<std::string>>()> read_file;
  // Calls `then` once, on the control thread: when every worker decides by the new config, or with
  // why the old one goes on.
  std::function<void(std::function<void(const ReloadOutcome&)> then)> reload;
};

struct LogLevelOperations {
  std::function<config::LogLevel()> get;
  std::function<void(config::LogLevel level)> set;  // until the next reload or restart
};

}  // namespace meridian::admin
