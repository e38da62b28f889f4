#include "meridian/core/config/settings.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/config/keys.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::config {

namespace {

std::string path_in(const std::string& path, std::string_view name) {
  return path.empty() ? std::string(name) : path + "." + std::string(name);
}

// The last name of a path, without the marks of lists.
std::string_view last_name(std::string_view path) {
  while (path.ends_with("[]")) path.remove_suffix(2);
  return path.substr(path.rfind('.') + 1);
}

// Whether values under this pattern are header fields.
bool holds_fields(std::string_view pattern) {
  const std::string_view name = last_name(pattern);
  return name == "headers" || name == "header";
}

// The table, by the pattern of the section that a key is in.
class PatternTable {
 public:
  PatternTable() {
    for (const KeyRow& row : all_rows()) {
      const std::size_t dot = row.path.rfind('.');
      const std::string section = dot == row.path.npos ? "" : row.path.substr(0, dot);
      keys_[section].push_back(&row);
      for (std::size_t star = row.path.find(".*"); star != row.path.npos;
           star = row.path.find(".*", star + 1))
        named_.insert(row.path.substr(0, star));
    }
  }
  // The children of this section are called as people please.
  bool named(const std::string& pattern) const { return named_.contains(pattern); }
  const std::vector<const KeyRow*>& keys(const std::string& pattern) const {
    static const std::vector<const KeyRow*> none;
    const auto at = keys_.find(pattern);
    return at == keys_.end() ? none : at->second;
  }

 private:
  std::map<std::string, std::vector<const KeyRow*>> keys_;
  std::set<std::string> named_;
};

class SettingWalk {
 public:
  std::vector<Setting> settings;

  void add(const Node& node, const std::string& path, const std::string& pattern) {
    switch (node.kind) {
      case Node::Kind::null: settings.push_back({path, "", true}); break;
      case Node::Kind::scalar: settings.push_back({path, node.text, true}); break;
      case Node::Kind::list: add_list(node, path, pattern); break;
      case Node::Kind::map: add_map(node, path, pattern); break;
    }
  }

 private:
  void add_list(const Node& node, const std::string& path, const std::string& pattern) {
    for (std::size_t i = 0; i < node.children.size(); ++i)
      add(node.children[i], path + "[" + std::to_string(i) + "]", pattern + "[]");
  }
  void add_map(const Node& node, const std::string& path, const std::string& pattern) {
    const bool named = table_.named(pattern);
    for (const Node& child : node.children) {
      const std::string inner = path_in(path, child.key);
      if (holds_fields(pattern))
        settings.push_back({inner, std::string(kRedacted), true, hash64(child.text)});
      else
        add(child, inner, path_in(pattern, named ? "*" : child.key));
    }
    if (named) return;
    for (const KeyRow* row : table_.keys(pattern)) {
      const std::string_view name = last_name(row->path);
      if (name != "*" && node.find(name) == nullptr) add_absent(*row, path_in(path, name));
    }
  }
  void add_absent(const KeyRow& row, const std::string& path) {
    if (row.fallback == kRequired) return;
    if (row.fallback != kUnset) settings.push_back({path, row.fallback, false});
    if (path != row.path || path.find('.') != path.npos) return;  // a section inside another
    for (const KeyRow* inner : table_.keys(row.path))
      if (inner->fallback != kUnset && inner->fallback != kRequired)
        settings.push_back({inner->path, inner->fallback, false});
  }

  const PatternTable table_;
};

}  // namespace

std::vector<Setting> settings_of(std::string_view text) {
  Report report;
  const auto tree = read_tree(text, report);
  if (!tree) return {};
  SettingWalk walk;
  walk.add(*tree, "", "");
  std::sort(walk.settings.begin(), walk.settings.end(),
            [](const Setting& a, const Setting& b) { return a.path < b.path; });
  return std::move(walk.settings);
}

std::vector<SettingChange> difference(const std::vector<Setting>& before,
                                      const std::vector<Setting>& after) {
  std::map<std::string_view, std::pair<const Setting*, const Setting*>> by_path;
  for (const Setting& one : before) by_path[one.path].first = &one;
  for (const Setting& one : after) by_path[one.path].second = &one;
  std::vector<SettingChange> changes;
  for (const auto& [path, sides] : by_path) {
    const auto& [was, is] = sides;
    const bool same =
        was != nullptr && is != nullptr && was->value == is->value && was->digest == is->digest;
    if (!same)
      changes.push_back(
          {std::string(path), was != nullptr ? was->value : "", is != nullptr ? is->value : ""});
  }
  return changes;
}

}  // namespace meridian::config
