// What stands behind the question mark of a request.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace meridian::admin {

using Query = std::map<std::string, std::string, std::less<>>;

// Nothing: it is not `name=value&name=value` with each of these names at most once, or a value has
// other characters than letters, digits and "-_.:/".
std::optional<Query> parse_query(std::string_view text, std::span<const std::string_view> names);

// False where it is not there; nothing: it is neither true nor false.
std::optional<bool> flag_of(const Query& query, std::string_view name);

}  // namespace meridian::admin
