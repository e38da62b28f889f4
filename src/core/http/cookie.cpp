#include "core/http/cookie.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

std::string_view without_quotes(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

std::optional<std::string_view> find_in_line(std::string_view line, std::string_view name) {
  while (!line.empty()) {
    const std::size_t end = line.find(';');
    const std::string_view pair = trim(line.substr(0, end));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
      return without_quotes(pair.substr(name.size() + 1));
    line = end == line.npos ? std::string_view{} : line.substr(end + 1);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string_view> find_cookie(const FieldList& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (!equals_ignoring_case(field.name, "cookie")) continue;
    if (const auto value = find_in_line(field.value, name)) return value;
  }
  return std::nullopt;
}

}  // namespace meridian::http
