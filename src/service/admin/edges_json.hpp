// Every edge of the cluster as JSON.
#pragma once

#include <vector>

#include "meridian/core/agreement/report.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {

Json edges_json(const std::vector<agreement::EdgeRow>& edges);

}  // namespace meridian::admin
