#include "service/admin/query.hpp"

#include <algorithm>

namespace meridian::admin {

namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-_.:/").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<Query> parse_query(std::string_view text, std::span<const std::string_view> names) {
  Query query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    const std::size_t equals = pair.find('=');
    if (equals == pair.npos) return std::nullopt;
    const std::string_view name = pair.substr(0, equals);
    const std::string_view value = pair.substr(equals + 1);
    if (std::find(names.begin(), names.end(), name) == names.end() ||
        !std::all_of(value.begin(), value.end(), is_plain) ||
        !query.emplace(std::string(name), std::string(value)).second)
      return std::nullopt;
  }
  return query;
}

std::optional<bool> flag_of(const Query& query, std::string_view name) {
  const auto at = query.find(name);
  if (at == query.end() || at->second == "false") return false;
  if (at->second == "true") return true;
  return std::nullopt;
}

}  // namespace meridian::admin
