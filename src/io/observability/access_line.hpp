// An access record as a line of JSON.
#pragma once

#include <string>
#include <string_view>

#include "meridian/io/observability/access_log.hpp"

namespace meridian::observability {

// Appends the line without its newline.
void append_access_line(std::string& out, const AccessRecord& record, const LogOrigin& origin);

}  // namespace meridian::observability
