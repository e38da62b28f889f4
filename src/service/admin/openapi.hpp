// The OpenAPI 3.1 document, made from the table of endpoints and the schemas.
#pragma once

#include "service/admin/json.hpp"

namespace meridian::admin {

Json openapi_document();

}  // namespace meridian::admin
