// One trailer line, and which names may come behind a body at all (F5).
#pragma once

#include <string_view>

namespace meridian::http {

struct Trailer {
  std::string_view name;  // empty: the line is malformed
  std::string_view value;
};
// `line` ends with LF.
Trailer parse_trailer(std::string_view line);

// RFC 9110, 6.5.1: not what frames, routes, authenticates or controls, and nothing the proxy sets.
bool is_trailer_allowed(std::string_view name);

}  // namespace meridian::http
