// The program's own log, on stderr: `time level [module] message key=value`. Any thread. Not for
// the hot path: what a client can cause at will is counted, and logged at most once a second per
// site.
#pragma once

#include <string_view>

#include "meridian/core/config/config.hpp"

namespace meridian::observability {

void start_log(config::LogLevel level);
void set_log_level(config::LogLevel level);
void log(config::LogLevel level, std::string_view module, std::string_view message);

inline void log_debug(std::string_view m, std::string_view t) {
  log(config::LogLevel::debug, m, t);
}
inline void log_info(std::string_view m, std::string_view t) {
  log(config::LogLevel::info, m, t);
}
inline void log_warning(std::string_view m, std::string_view t) {
  log(config::LogLevel::warning, m, t);
}
inline void log_error(std::string_view m, std::string_view t) {
  log(config::LogLevel::error, m, t);
}

}  // namespace meridian::observability
