#include "service/admin/request_body.hpp"

#include <algorithm>
#include <string>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::admin {

std::variant<Json, Reply> read_body(std::string_view body,
                                    std::initializer_list<std::string_view> known,
                                    std::initializer_list<std::string_view> required) {
  Json object = Json::parse(body, nullptr, false);
  if (!object.is_object()) return rule_broken(400, "the body is no JSON object", {"json"});
  std::string names;
  for (const std::string_view name : known) names.append(names.empty() ? "" : ", ").append(name);
  for (const auto& [name, field] : object.items())
    if (std::find(known.begin(), known.end(), name) == known.end())
      return rule_broken(422, "there is no field `" + name + "`; known are " + names,
                         {"unknown_field", name});
  for (const std::string_view name : required) {
    const auto at = object.find(std::string(name));
    if (at == object.end() || !at->is_string())
      return rule_broken(422, "`" + std::string(name) + "` is missing, or no text",
                         {"required", std::string(name)});
  }
  if (object.contains("reason") &&
      !state::is_line(object["reason"].get<std::string>(), limits::kOverrideReasonBytesMax))
    return rule_broken(422, "say why in `reason`, in one line", {"reason", "reason"});
  return object;
}

}  // namespace meridian::admin
