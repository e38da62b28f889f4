#include "meridian/io/observability/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <string>

namespace meridian::observability {
namespace {

spdlog::level::level_enum level_of(config::LogLevel level) {
  switch (level) {
    case config::LogLevel::debug: return spdlog::level::debug;
    case config::LogLevel::info: return spdlog::level::info;
    case config::LogLevel::warning: return spdlog::level::warn;
    case config::LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::info;
}

// Lives until the process ends: threads that are still stopping may log.
spdlog::logger& logger() {
  static spdlog::logger* const made = [] {
    auto* logger =
        new spdlog::logger("meridian", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
        "%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc));
    logger->flush_on(spdlog::level::debug);
    return logger;
  }();
  return *made;
}

// Messages quote peers and files: whatever could start a line or move a terminal is made visible.
std::string one_line(std::string_view module, std::string_view message) {
  std::string line;
  line.reserve(module.size() + message.size() + 3);
  line.append("[").append(module).append("] ");
  for (const char c : message) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      line += c;
      continue;
    }
    constexpr char kDigits[] = "0123456789abcdef";
    line += {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return line;
}

}  // namespace

void start_log(config::LogLevel level) {
  set_log_level(level);
}

void set_log_level(config::LogLevel level) {
  logger().set_level(level_of(level));
}

void log(config::LogLevel level, std::string_view module, std::string_view message) {
  if (!logger().should_log(level_of(level))) return;
  logger().log(level_of(level), one_line(module, message));
}

}  // namespace meridian::observability
