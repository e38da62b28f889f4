// The schemas of what is sent and answered, by the names that the table of endpoints uses.
#pragma once

#include "service/admin/json.hpp"

namespace meridian::admin {

// What an edge tells of itself.
void add_edge_schemas(Json& schemas);
// What operators read and change.
void add_operator_schemas(Json& schemas);

// Explain and simulate.
void add_what_if_schemas(Json& schemas);

// The config, and what belongs to the process: health, certificates, log level.
void add_config_schemas(Json& schemas);

Json schemas();

}  // namespace meridian::admin
