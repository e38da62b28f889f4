// A section whose keys are names chosen by the operator, each with a section of one kind below it:
// regions, services, fences, upstreams.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/config/key.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {

// Sorted by name afterwards, so that nothing depends on the order of the file.
template <class T>
struct NamedSections {
  using Value = std::vector<T>;
  std::string_view what;  // "region"
  const Section<T>& (*section)();
  std::string T::*name;
  std::size_t size_max;
  T initial{};                                  // what each one starts from
  void (*finish)(const Cursor&, T&) = nullptr;  // rules of one that need its own text

  std::string describe() const { return "section for each " + std::string(what); }
  std::vector<KeyRow> rows() const { return rows_of(section(), ".*."); }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::map, "a section with one entry for each " + std::string(what))) {
      return false;
    }
    const auto& children = cursor.node().children;
    if (children.size() > size_max) {
      return cursor.error("has " + std::to_string(children.size()) + " entries",
                          "at most " + std::to_string(size_max) + " are allowed");
    }
    value.clear();
    for (const Node& child : children) value.push_back(read_one(cursor.entry(child)));
    std::sort(value.begin(), value.end(),
              [this](const T& a, const T& b) { return a.*name < b.*name; });
    return true;
  }

 private:
  T read_one(const Cursor& cursor) const {
    if (!is_name(cursor.node().key)) {
      cursor.error("is not a name for a " + std::string(what),
                   "use letters, digits, `-` and `_`, at most 63");
    }
    T one = initial;
    one.*name = cursor.node().key;
    const std::string place = place_of_key(cursor.node().key, false);
    if (cursor.node().kind != Node::Kind::map && !place.empty()) {
      cursor.error("is a key, not a " + std::string(what), place);
      return one;
    }
    preset_section(section(), one);
    const bool complete = read_section(cursor, section(), one);
    if (complete && finish != nullptr) finish(cursor, one);
    return one;
  }
};

}  // namespace meridian::config
