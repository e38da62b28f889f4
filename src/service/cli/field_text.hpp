// Fields of the admin API's answers as text: "-" where one is missing or of another type.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace meridian::cli {

// Null where there is none.
inline const nlohmann::ordered_json& at(const nlohmann::ordered_json& object, const char* name) {
  static const nlohmann::ordered_json nothing;
  const auto found = object.find(name);
  return found == object.end() ? nothing : *found;
}

inline std::string text(const nlohmann::ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() || value.is_structured() ? "-" : value.dump();
}

inline std::string text(const nlohmann::ordered_json& object, const char* name) {
  return text(at(object, name));
}

}  // namespace meridian::cli
