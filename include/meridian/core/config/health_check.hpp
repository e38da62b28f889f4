// How the edge finds out whether an upstream works, and how one that failed comes back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/route.hpp"

namespace meridian::config {

enum class CheckType : std::uint8_t { http, https, tcp };
enum class CheckSeverity : std::uint8_t { critical, warn };

struct HealthCheck {
  std::string name;
  CheckType type = CheckType::http;
  CheckSeverity severity = CheckSeverity::critical;
  std::string path = "/";
  std::string host;                   // Host header; empty: the endpoint's host
  std::vector<HeaderMatch> headers;   // sent; none is present_only
  std::optional<std::uint16_t> port;  // empty: the endpoint's
  std::uint16_t status_min = 200;
  std::uint16_t status_max = 299;
  std::string body;  // contained in the first limits::kProbeBodyMatchBytes; empty: any
  milliseconds interval{};
  milliseconds interval_transition{};
  milliseconds interval_down{};
  milliseconds timeout{};
  std::optional<milliseconds> slow_after;
  std::uint32_t fall = 3;
  std::uint32_t rise = 2;
  std::uint32_t jitter_percent = 10;
};

enum class Failback : std::uint8_t { automatic, manual };

struct ReturnPolicy {
  milliseconds ramp{};           // from a tenth of the weight to all of it; 0: at once
  milliseconds hold_down{};      // after the second outage, doubled by each further one; 0: never
  milliseconds hold_down_max{};  // and how long without an outage until one of them is forgotten
  Failback failback = Failback::automatic;
};

// Whom it concerns that most edges cannot reach an upstream.
enum class PathScope : std::uint8_t {
  local,    // not the edges that can
  cluster,  // all of them
};

}  // namespace meridian::config
