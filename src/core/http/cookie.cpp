#include "meridian/core/http/cookie.hpp"

namespace meridian::http {

namespace {

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::optional<std::string_view> find_cookie(std::span<const Field> fields, std::string_view name) {
  std::optional<std::string_view> value;
  for (const Field& field : fields) {
    if (!is_cookie_line(field)) continue;
    for_each_cookie(field.value, [&](std::string_view pair) {
      if (!value && pair.size() > name.size() && cookie_name(pair) == name)
        value = without_quotes(pair.substr(name.size() + 1));
    });
    if (value) return value;
  }
  return std::nullopt;
}

}  // namespace meridian::http
