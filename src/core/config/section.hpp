// The table of keys. A section of the file is a list of Key<T>, T being the struct that it fills.
// One line declares a key completely: its name, the member it sets, its type, its default and what
// it means. Parser, defaults and reference are made from these lines and from nothing else.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/cursor.hpp"

namespace meridian::config {

// In the place of a default.
inline constexpr std::string_view kRequired = "required";
inline constexpr std::string_view kUnset = "";  // stays as the struct has it; documented as none

// One row of the reference. In `path`, "*" stands for a name and "[]" for the items of a list.
struct KeyRow {
  std::string path;
  std::string type;
  std::string fallback;  // the text that the file would have; kRequired or kUnset
  std::string meaning;
};

template <class T>
struct Key {
  std::string_view name;
  bool required = false;
  std::vector<KeyRow> rows;  // its own and those of the section below it
  std::function<void(T&)> preset;
  std::function<void(const Cursor&, T&)> read;
};

template <class T>
using Section = std::vector<Key<T>>;

struct KeyName {
  std::string_view name;
  std::string_view type;
  bool required = false;
};
// Reports the keys of a map that are not in `known` and those of `known` that are missing.
void check_names(const Cursor& cursor, const std::vector<KeyName>& known);
// "it belongs to ..: check the indentation" where a key of this name exists in other sections.
std::string place_of_key(std::string_view name, bool at_top_level);

template <class T>
void preset_section(const Section<T>& section, T& target) {
  for (const Key<T>& key : section) {
    if (key.preset) key.preset(target);
  }
}

// Keys are read in the order of the table, not of the file, so that one may rest on another.
template <class T>
bool read_section(const Cursor& cursor, const Section<T>& section, T& target) {
  if (!cursor.is(Node::Kind::map, "a section of keys")) return false;
  std::vector<KeyName> known;
  for (const Key<T>& key : section) {
    known.push_back({key.name, key.rows.front().type, key.required});
  }
  check_names(cursor, known);
  for (const Key<T>& key : section) {
    if (const Node* child = cursor.node().find(key.name)) key.read(cursor.entry(*child), target);
  }
  return true;
}

template <class T>
std::vector<KeyRow> rows_of(const Section<T>& section, std::string_view prefix) {
  std::vector<KeyRow> rows;
  for (const Key<T>& key : section) {
    for (KeyRow row : key.rows) {
      row.path.insert(0, prefix);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace meridian::config
