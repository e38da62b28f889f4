// Fields of JSON objects that come from outside: nothing here throws, whatever the types are.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"

namespace meridian::replay {

// Null where `object` is none, or has no such field.
inline const nlohmann::json* field_of(const nlohmann::json& object, const char* name) {
  const auto at = object.find(name);
  return at == object.end() ? nullptr : &*at;
}

inline std::optional<std::string_view> text_field(const nlohmann::json& object, const char* name) {
  const nlohmann::json* field = field_of(object, name);
  if (field == nullptr || !field->is_string()) return std::nullopt;
  return std::string_view(field->get_ref<const std::string&>());
}

inline std::optional<std::uint64_t> number_field(const nlohmann::json& object, const char* name) {
  const nlohmann::json* field = field_of(object, name);
  if (field == nullptr || !field->is_number_unsigned()) return std::nullopt;
  return field->get<std::uint64_t>();
}

inline Error malformed(std::string context) {
  return {ErrorCode::invalid, ErrorSource::file, false, std::move(context)};
}

}  // namespace meridian::replay
