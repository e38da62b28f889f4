#include "core/http/trailer.hpp"

#include "core/http/chars.hpp"
#include "meridian/core/base/text.hpp"
#include "meridian/core/http/field.hpp"

namespace meridian::http {

Trailer parse_trailer(std::string_view line) {
  if (!line.ends_with("\r\n")) return {};
  line.remove_suffix(2);
  const std::size_t colon = line.find(':');
  if (colon == line.npos || !is_token(line.substr(0, colon))) return {};
  const std::string_view value = line.substr(colon + 1);
  if (!is_all(value, kValueChar)) return {};
  return {line.substr(0, colon), trim(value)};
}

bool is_trailer_allowed(std::string_view name) {
  if (field_id(name) != FieldId::other) return false;
  constexpr std::string_view kForbidden[] = {"age",
                                             "authorization",
                                             "cache-control",
                                             "content-encoding",
                                             "content-range",
                                             "content-type",
                                             "cookie",
                                             "cookie2",
                                             "expires",
                                             "if-match",
                                             "if-none-match",
                                             "if-range",
                                             "location",
                                             "pragma",
                                             "range",
                                             "retry-after",
                                             "set-cookie",
                                             "set-cookie2",
                                             "vary",
                                             "warning",
                                             "www-authenticate"};
  for (const std::string_view forbidden : kForbidden)
    if (equals_ignoring_case(name, forbidden)) return false;
  return true;
}

}  // namespace meridian::http
