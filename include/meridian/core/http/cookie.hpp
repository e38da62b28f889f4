// Cookies of a request (RFC 6265, 4.2). They are read and passed on; the edge's own are taken out
// by write_upstream_head.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "meridian/core/base/text.hpp"
#include "meridian/core/http/field.hpp"

namespace meridian::http {

// The value of the first cookie of exactly this name, over all Cookie lines; without the quotes
// that may stand around it. What is no "name=value" is passed over. A view of the fields.
std::optional<std::string_view> find_cookie(std::span<const Field> fields, std::string_view name);

inline bool is_cookie_line(const Field& field) {
  return equals_ignoring_case(field.name, "cookie");
}

// Calls visit(pair) for each non-empty "name=value" of a line, or what stands in its place;
// trimmed.
template <class Visit>
void for_each_cookie(std::string_view line, Visit visit) {
  while (!line.empty()) {
    const std::size_t end = line.find(';');
    const std::string_view pair = trim(line.substr(0, end));
    if (!pair.empty()) visit(pair);
    line = end == line.npos ? std::string_view{} : line.substr(end + 1);
  }
}

// Of a pair; empty where it has none.
inline std::string_view cookie_name(std::string_view pair) {
  const std::size_t equals = pair.find('=');
  return equals == pair.npos ? std::string_view{} : pair.substr(0, equals);
}

}  // namespace meridian::http
