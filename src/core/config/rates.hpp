// Rates of requests: `{rate: 100/s, burst: 200}`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/cursor.hpp"
#include "core/config/section.hpp"
#include "meridian/core/traffic/token_bucket.hpp"

namespace meridian::config {

// "100/s", "30/m", "5/h": the time in which one comes. Nothing for anything else and for 0.
std::optional<nanoseconds> parse_rate(std::string_view text);

struct RateLimit {
  using Value = traffic::Rate;
  std::string describe() const { return "section"; }
  std::vector<KeyRow> rows() const;
  bool read(const Cursor& cursor, Value& value) const;
};

// A small part of the traffic, as a percentage with at most two decimals; the value is in
// ten-thousandths.
struct TrafficPart {
  using Value = std::uint32_t;
  std::uint32_t max = 10'000;
  std::string describe() const;
  bool read(const Cursor& cursor, Value& value) const;
};

}  // namespace meridian::config
