// Status values as JSON.
#pragma once

#include <string>
#include <vector>

#include "meridian/service/admin/status.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {

// "2026-11-22T10:20:30.123Z"; null where there is none.
Json time_json(const std::optional<WallTime>& time);

std::string status_json(const Status& status);

// What keeps the edge from being ready, by the names that /readyz uses; empty: it is ready.
std::vector<std::string> missing_of(const Readiness& readiness);
std::string readiness_json(const std::vector<std::string>& missing);

}  // namespace meridian::admin
