// The body of GET /v1/latency.
#pragma once

#include <string>

#include "meridian/service/admin/latency_status.hpp"

namespace meridian::admin {

std::string latency_json(const LatencyStatus& status);

}  // namespace meridian::admin
