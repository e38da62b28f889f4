#include "service/what_if/json_fields.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/limits.hpp"

namespace meridian::what_if {

using Json = nlohmann::json;

Error wrong(std::string context) {
  return {ErrorCode::invalid, ErrorSource::client, false, std::move(context)};
}

Result<void> read_object(std::string_view text, std::span<const std::string_view> known,
                         Json& object) {
  object = Json::parse(text, nullptr, false);
  if (!object.is_object()) return wrong("this is no JSON object");
  std::string names;
  for (const std::string_view name : known) names.append(names.empty() ? "" : ", ").append(name);
  for (const auto& [name, value] : object.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      return wrong("there is no field `" + name + "`; known are " + names);
  return {};
}

Result<void> read_text(const Json& object, const char* name, std::string& text) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  if (!at->is_string()) return wrong("`" + std::string(name) + "` is no text");
  text = at->get<std::string>();
  return {};
}

Result<void> read_number(const Json& object, const char* name, std::uint64_t& number) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  if (!at->is_number_unsigned())
    return wrong("`" + std::string(name) + "` is no whole number from 0");
  number = at->get<std::uint64_t>();
  return {};
}

Result<void> read_names(const Json& object, const char* name, std::vector<std::string>& names) {
  const auto at = object.find(name);
  if (at == object.end()) return {};
  const bool list =
      at->is_array() && at->size() <= limits::kWhatIfNamesMax &&
      std::all_of(at->begin(), at->end(), [](const Json& one) { return one.is_string(); });
  if (!list)
    return wrong("`" + std::string(name) + "` is no list of at most " +
                 std::to_string(limits::kWhatIfNamesMax) + " names");
  names = at->get<std::vector<std::string>>();
  return {};
}

}  // namespace meridian::what_if
