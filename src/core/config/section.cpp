#include "core/config/section.hpp"

#include <algorithm>

#include "core/config/keys.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kPlacesShownMax = 3;

std::string_view last_part(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

// The sections in which a key of this name exists: "services.*.upstreams.*".
std::string places_of(std::string_view name) {
  std::vector<std::string> places;
  for (const KeyRow& row : all_rows()) {
    if (last_part(row.path) != name || row.path == name) continue;
    places.push_back(row.path.substr(0, row.path.size() - name.size() - 1));
  }
  if (places.empty() || places.size() > kPlacesShownMax) return {};
  std::string text;
  for (std::size_t i = 0; i < places.size(); ++i)
    text += (i == 0 ? "`" : " or `") + places[i] + "`";
  return text;
}

std::string remedy_for(std::string_view name, const std::vector<std::string_view>& allowed,
                       bool at_top_level) {
  const auto meant = [](std::string_view near) {
    return "did you mean `" + std::string(near) + "`?";
  };
  if (const auto near = nearest_word(name, allowed, 1)) return meant(*near);
  const std::string place = place_of_key(name, at_top_level);
  if (!place.empty()) return place;
  if (const auto near = nearest_word(name, allowed)) return meant(*near);
  std::string text = "the keys here are ";
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(allowed[i]);
  }
  return text;
}

}  // namespace

std::string place_of_key(std::string_view name, bool at_top_level) {
  const bool top_key = std::any_of(all_rows().begin(), all_rows().end(),
                                   [name](const KeyRow& row) { return row.path == name; });
  if (top_key && !at_top_level) return "it belongs to the top level: check the indentation";
  const std::string places = places_of(name);
  return places.empty() ? places : "it belongs to " + places + ": check the indentation";
}

void check_names(const Cursor& cursor, const std::vector<KeyName>& known) {
  std::vector<std::string_view> names;
  for (const KeyName& key : known) names.push_back(key.name);
  std::vector<std::string_view> mistyped;
  for (const Node& child : cursor.node().children) {
    if (std::find(names.begin(), names.end(), child.key) != names.end()) continue;
    const std::string remedy = remedy_for(child.key, names, cursor.path().empty());
    cursor.scope().report.error(child.key_at, cursor.entry(child).path(), "is not a known key",
                                remedy);
    if (const auto near = nearest_word(child.key, names)) mistyped.push_back(*near);
  }
  for (const KeyName& key : known) {
    if (!key.required || cursor.node().find(key.name) != nullptr) continue;
    if (std::find(mistyped.begin(), mistyped.end(), key.name) != mistyped.end()) continue;
    const bool nested = key.type.find("section") != std::string_view::npos;
    const std::string where = cursor.path().empty() ? "to the file" : "to this section";
    cursor.error("`" + std::string(key.name) + "` is missing",
                 "add it " + where + (nested ? "" : " (" + std::string(key.type) + ")"));
  }
}

}  // namespace meridian::config
