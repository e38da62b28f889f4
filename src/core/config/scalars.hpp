// The types that a single value of the file can have. Each one says what it wants (`describe`, used
// in errors and in the reference) and reads one value; a refusal is reported with its remedy.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/config/cursor.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

inline constexpr std::int64_t kAsnMax = 4294967295;

// Free text, one line or more.
struct Text {
  using Value = std::string;
  std::string_view what = "text";
  std::size_t bytes_max = 1024;
  bool empty_allowed = false;
  std::string describe() const { return std::string(what); }
  bool read(const Cursor& cursor, Value& value) const;
};

// What regions, services, fences, tags and listeners are called: letters, digits, `-` and `_`.
struct Name {
  using Value = std::string;
  std::string_view what = "name";  // "region name"
  std::string describe() const { return std::string(what); }
  bool read(const Cursor& cursor, Value& value) const;
};
bool is_name(std::string_view text);

struct Flag {
  using Value = bool;
  std::string describe() const { return "true or false"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct IntegerRange {
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::string_view unit = {};       // "%": required behind the number
  std::string_view zero_word = {};  // "auto": stands for 0, which cannot be written itself
};
std::string describe(const IntegerRange& range);
bool read_integer(const Cursor& cursor, const IntegerRange& range, std::int64_t& value);

template <class Int>
struct Integer {
  using Value = Int;
  IntegerRange range;
  std::string describe() const { return config::describe(range); }
  bool read(const Cursor& cursor, Value& value) const {
    std::int64_t wide = 0;
    if (!read_integer(cursor, range, wide)) return false;
    value = static_cast<Int>(wide);
    return true;
  }
};

struct Duration {
  using Value = milliseconds;
  milliseconds min{1};
  milliseconds max{3'600'000};
  bool zero_allowed = false;
  std::string describe() const;
  bool read(const Cursor& cursor, Value& value) const;
};

struct Size {
  using Value = std::uint64_t;
  std::uint64_t min = 0;
  std::uint64_t max = 0;
  std::string_view zero_word = {};  // "off": stands for 0, which cannot be written itself
  std::string describe() const;
  bool read(const Cursor& cursor, Value& value) const;
};

// Degrees from -limit to limit.
struct Degrees {
  using Value = double;
  int limit = 180;
  std::string describe() const;
  bool read(const Cursor& cursor, Value& value) const;
};

using Words = std::vector<std::string_view>;
// The index of the word that was written.
bool read_word(const Cursor& cursor, const Words& words, std::size_t& index);
std::string describe_words(const Words& words);

template <class E>
struct Choice {
  using Value = E;
  std::vector<std::pair<std::string_view, E>> values;

  Words words() const {
    Words names;
    for (const auto& value : values) names.push_back(value.first);
    return names;
  }
  std::string describe() const { return describe_words(words()); }
  bool read(const Cursor& cursor, Value& value) const {
    std::size_t index = 0;
    if (!read_word(cursor, words(), index)) return false;
    value = values[index].second;
    return true;
  }
};

// One of a few words, kept as text.
struct Word {
  using Value = std::string;
  Words words;
  std::string describe() const { return describe_words(words); }
  bool read(const Cursor& cursor, Value& value) const;
};

// A file name; a relative one begins at the config file's directory. A file that is read is noted
// in Scope::files; one that is written may also be "-".
struct FileName {
  using Value = std::string;
  bool written = false;
  std::uint64_t bytes_min = 0;  // that a file which is read must hold
  std::string describe() const { return written ? "file, or - for stdout" : "file"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// The name of a directory that is written to; a relative one as in FileName.
struct DirectoryName {
  using Value = std::string;
  std::string describe() const { return "directory"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// A file that is written, and read again by the next process; a relative name as in FileName.
struct StateFileName {
  using Value = std::string;
  std::string describe() const { return "file"; }
  bool read(const Cursor& cursor, Value& value) const;
};

}  // namespace meridian::config
