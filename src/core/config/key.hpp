// How one line of the table is written: key(name, member, type, default, meaning), and the types
// that are made of sections and lists. The single values are in scalars.hpp.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/config/section.hpp"

namespace meridian::config {

// Reads the text of a default as if it stood in the file; a default that is refused is our bug.
Node node_of_default(std::string_view text);
void check_default(const Scope& scope, std::string_view text);

template <class Type>
typename Type::Value value_of_default(const Type& type, std::string_view text) {
  typename Type::Value value{};
  Scope scope;
  const Node node = node_of_default(text);
  type.read(Cursor(node, "", scope), value);
  check_default(scope, text);
  return value;
}

// A type that is itself a section: its rows and its presets go with it.
template <class T>
struct SectionOf {
  using Value = T;
  const Section<T>& (*section)();

  std::string describe() const { return "section"; }
  std::vector<KeyRow> rows() const { return rows_of(section(), "."); }
  void preset(T& value) const { preset_section(section(), value); }
  bool read(const Cursor& cursor, T& value) const { return read_section(cursor, section(), value); }
};

// Items that were refused stay in the list as they are by default, so that an index here is an
// index of the file.
template <class Type>
struct ListOf {
  using Value = std::vector<typename Type::Value>;
  Type type;
  std::size_t size_max = 1024;

  std::string describe() const { return "list (" + type.describe() + ")"; }
  std::vector<KeyRow> rows() const {
    if constexpr (requires { type.rows(); }) {
      std::vector<KeyRow> rows = type.rows();
      for (KeyRow& row : rows) row.path.insert(0, "[]");
      return rows;
    } else {
      return {};
    }
  }
  bool read(const Cursor& cursor, Value& value) const {
    if (!cursor.is(Node::Kind::list, "a " + describe())) return false;
    const std::size_t size = cursor.node().children.size();
    if (size > size_max) {
      return cursor.error("has " + std::to_string(size) + " items",
                          "at most " + std::to_string(size_max) + " are allowed");
    }
    value.assign(size, typename Type::Value{});
    for (std::size_t i = 0; i < size; ++i) {
      typename Type::Value item{};
      if constexpr (requires { type.preset(item); }) type.preset(item);
      type.read(cursor.item(i), item);
      value[i] = std::move(item);
    }
    return true;
  }
};

namespace detail {
template <class M>
struct Inner {
  using Type = M;
};
template <class M>
struct Inner<std::optional<M>> {
  using Type = M;
};
}  // namespace detail

template <class Type>
std::vector<KeyRow> rows_of_key(std::string_view name, const Type& type, std::string_view fallback,
                                std::string_view meaning) {
  std::vector<KeyRow> rows{
      {std::string(name), type.describe(), std::string(fallback), std::string(meaning)}};
  if constexpr (requires { type.rows(); }) {
    for (KeyRow row : type.rows()) {
      row.path.insert(0, name);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// The line of the table: member `member` of T is read as `type`. An optional member, and a section
// in it, come to life when the key is written; a plain section always has its presets.
template <class T, class Owner, class M, class Type>
Key<T> make_key(std::string_view name, M Owner::*member, Type type, std::string_view fallback,
                std::string_view meaning) {
  Key<T> key;
  key.name = name;
  key.required = fallback == kRequired;
  key.rows = rows_of_key(name, type, fallback, meaning);
  constexpr bool optional = !std::is_same_v<typename detail::Inner<M>::Type, M>;
  if constexpr (!optional && requires(typename Type::Value & v) { type.preset(v); }) {
    key.preset = [type, member](T& target) { type.preset(target.*member); };
  } else if (fallback != kRequired && fallback != kUnset) {
    key.preset = [member, value = value_of_default(type, fallback)](T& target) {
      target.*member = value;
    };
  }
  key.read = [type, member](const Cursor& cursor, T& target) {
    typename Type::Value value{};
    if constexpr (!optional) {
      value = target.*member;
    } else if constexpr (requires { type.preset(value); }) {
      type.preset(value);
    }
    if (type.read(cursor, value)) target.*member = std::move(value);
  };
  return key;
}

template <class Owner, class M, class Type>
Key<Owner> key(std::string_view name, M Owner::*member, Type type, std::string_view fallback,
               std::string_view meaning) {
  return make_key<Owner>(name, member, std::move(type), fallback, meaning);
}

// A section of the file whose keys fill the struct of the section around it.
template <class T>
Key<T> part(std::string_view name, const Section<T>& (*section)(), bool required,
            std::string_view meaning) {
  const SectionOf<T> type{section};
  Key<T> key;
  key.name = name;
  key.required = required;
  key.rows = rows_of_key(name, type, required ? kRequired : kUnset, meaning);
  key.preset = [type](T& target) { type.preset(target); };
  key.read = [type](const Cursor& cursor, T& target) { type.read(cursor, target); };
  return key;
}

// A key whose reading is more than one value into one member.
template <class T>
Key<T> custom_key(std::vector<KeyRow> rows, std::string_view name,
                  std::function<void(const Cursor&, T&)> read) {
  Key<T> key;
  key.name = name;
  key.required = rows.front().fallback == kRequired;
  key.rows = std::move(rows);
  key.read = std::move(read);
  return key;
}

}  // namespace meridian::config
