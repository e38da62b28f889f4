// Durations and sizes as the config file writes them: a number and a unit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/time.hpp"

namespace meridian::config {

// "250ms", "2s", "1.5s", "3m", "1h", "500us"; nothing without a unit, nothing negative.
std::optional<microseconds> parse_duration(std::string_view text);
std::string format_duration(microseconds duration);
// "64KiB", "1MiB", "2GiB", "512B".
std::optional<std::uint64_t> parse_size(std::string_view text);
std::string format_size(std::uint64_t bytes);

}  // namespace meridian::config
