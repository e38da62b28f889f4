// What an edge writes down: its log, a line for each request, the views that it decided on.
#pragma once

#include <cstdint>
#include <string>

namespace meridian::config {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

struct AccessLog {
  std::string path;  // empty: off; "-": stdout
};

// The views that `meridian replay` needs.
struct SavedViews {
  std::string path;  // a directory; empty: off
  std::uint32_t keep = 256;
};

struct Log {
  LogLevel level = LogLevel::info;
  AccessLog access;
  SavedViews views;
};

}  // namespace meridian::config
