// JSON as this module writes it: keys in the order they were set, one newline at the end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace meridian::admin {

using Json = nlohmann::ordered_json;

// Bytes that are no UTF-8 become U+FFFD.
inline std::string text_of(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace meridian::admin
