// JSON strings made of bytes that nobody vouches for.
#pragma once

#include <string>
#include <string_view>

namespace meridian::observability {

// Appends `text` with its quotes. Valid UTF-8 stays as it is, except what could move a terminal or
// split a line: control characters (C0, DEL, C1) and the separators U+2028 and U+2029 become
// \uXXXX. A byte that is no UTF-8 becomes the four visible characters \xHH (in JSON: "\\xHH").
void append_json_text(std::string& out, std::string_view text);

}  // namespace meridian::observability
