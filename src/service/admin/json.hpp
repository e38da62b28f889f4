// JSON as this module writes it: keys in the order they were set, one newline at the end.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "meridian/service/what_if/json_text.hpp"

namespace meridian::admin {

using Json = nlohmann::ordered_json;

inline std::string text_of(const Json& document) {
  return what_if::json_text(document);
}

}  // namespace meridian::admin
