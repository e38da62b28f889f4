#include "core/config/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/config/duration.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kNameBytesMax = 63;
constexpr std::size_t kPathBytesMax = 4095;

bool is_bare_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string_view::npos;
}

}  // namespace

bool Text::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, describe())) return false;
  const std::string& text = cursor.node().text;
  if (text.empty() && !empty_allowed) {
    return cursor.error("is empty", "write a value or remove the line");
  }
  if (text.size() > bytes_max) {
    return cursor.error("is longer than " + std::to_string(bytes_max) + " bytes", "shorten it");
  }
  value = text;
  return true;
}

bool is_name(std::string_view text) {
  const auto letter_or_digit = [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9');
  };
  if (text.empty() || text.size() > kNameBytesMax || !letter_or_digit(text.front())) return false;
  return std::all_of(text.begin(), text.end(), [&letter_or_digit](char c) {
    return letter_or_digit(c) || c == '-' || c == '_';
  });
}

bool Name::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a " + describe())) return false;
  if (!is_name(cursor.node().text)) {
    return cursor.error(quoted(cursor.node().text) + " is not a name",
                        "use letters, digits, `-` and `_`, at most 63");
  }
  value = cursor.node().text;
  return true;
}

bool Flag::read(const Cursor& cursor, Value& value) const {
  std::size_t index = 0;
  if (!read_word(cursor, {"true", "false"}, index)) return false;
  value = index == 0;
  return true;
}

std::string describe(const IntegerRange& range) {
  const std::string unit(range.unit);
  const std::string limits =
      std::to_string(range.min) + unit + " to " + std::to_string(range.max) + unit;
  return range.zero_word.empty() ? limits : limits + ", or " + std::string(range.zero_word);
}

bool read_integer(const Cursor& cursor, const IntegerRange& range, std::int64_t& value) {
  if (!cursor.is(Node::Kind::scalar, "a number (" + describe(range) + ")")) return false;
  const std::string& text = cursor.node().text;
  if (!range.zero_word.empty() && text == range.zero_word) {
    value = 0;
    return true;
  }
  std::string_view number = text;
  const bool has_unit = number.size() > range.unit.size() &&
                        number.substr(number.size() - range.unit.size()) == range.unit;
  if (has_unit) number.remove_suffix(range.unit.size());
  const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), value);
  const bool whole = failure == std::errc{} && end == number.data() + number.size();
  if (whole && !has_unit) {
    return cursor.error(quoted(text) + " has no unit", "write " + text + std::string(range.unit));
  }
  if (!whole) {
    return cursor.error(quoted(text) + " is not a whole number", "write " + describe(range));
  }
  if (value < range.min || value > range.max) {
    return cursor.error(text + " is out of range", "write " + describe(range));
  }
  return true;
}

std::string Duration::describe() const {
  const std::string limits = format_duration(min) + " to " + format_duration(max);
  return zero_allowed ? limits + ", or 0s for none" : limits;
}

bool Duration::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a duration such as 2s or 250ms")) return false;
  const std::string& text = cursor.node().text;
  const auto parsed = parse_duration(text);
  if (!parsed && is_bare_number(text)) {
    return cursor.error(quoted(text) + " has no unit", "write " + text + "s or " + text + "ms");
  }
  if (!parsed) {
    return cursor.error(quoted(text) + " is not a duration",
                        "write a number and a unit (us, ms, s, m, h), for example 250ms");
  }
  const bool none = zero_allowed && parsed->count() == 0;
  if (!none && (*parsed < min || *parsed > max || parsed->count() % 1000 != 0)) {
    return cursor.error(text + " is out of range", "write " + describe());
  }
  value = std::chrono::duration_cast<milliseconds>(*parsed);
  return true;
}

std::string Size::describe() const {
  const std::string limits = format_size(min) + " to " + format_size(max);
  return zero_word.empty() ? limits : limits + ", or " + std::string(zero_word);
}

bool Size::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a size such as 64KiB")) return false;
  const std::string& text = cursor.node().text;
  if (!zero_word.empty() && text == zero_word) {
    value = 0;
    return true;
  }
  const auto parsed = parse_size(text);
  if (!parsed && is_bare_number(text)) {
    const auto bytes = parse_size(text + "B");
    const bool round = bytes && *bytes != 0 && *bytes % 1024 == 0;
    return cursor.error(
        quoted(text) + " has no unit",
        round ? "write " + format_size(*bytes) : "write " + text + "B or " + text + "KiB");
  }
  if (!parsed) {
    return cursor.error(quoted(text) + " is not a size",
                        "write a whole number and a unit (B, KiB, MiB, GiB), for example 64KiB");
  }
  if (*parsed < min || *parsed > max) {
    return cursor.error(text + " is out of range", "write " + describe());
  }
  value = *parsed;
  return true;
}

std::string Degrees::describe() const {
  const std::string text = std::to_string(limit);
  return "-" + text + " to " + text + " degrees";
}

bool Degrees::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, describe())) return false;
  const std::string& text = cursor.node().text;
  const auto [end, failure] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (failure != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) {
    return cursor.error(quoted(text) + " is not a number", "write " + describe());
  }
  if (std::abs(value) > limit) {
    return cursor.error(quoted(text) + " is out of range", "write " + describe());
  }
  return true;
}

std::string describe_words(const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(words[i]);
  }
  return text;
}

bool read_word(const Cursor& cursor, const Words& words, std::size_t& index) {
  const std::string wanted =
      words.size() == 1 ? std::string(words.front()) : "one of " + describe_words(words);
  if (!cursor.is(Node::Kind::scalar, wanted)) return false;
  const std::string& text = cursor.node().text;
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) {
    return cursor.error(quoted(text) + " is not a value of this key", one_of(text, words));
  }
  index = static_cast<std::size_t>(found - words.begin());
  return true;
}

bool Word::read(const Cursor& cursor, Value& value) const {
  std::size_t index = 0;
  if (!read_word(cursor, words, index)) return false;
  value = words[index];
  return true;
}

bool FileName::read(const Cursor& cursor, Value& value) const {
  std::string name;
  if (!Text{"a file name", kPathBytesMax, false}.read(cursor, name)) return false;
  if (name.find('\n') != std::string::npos) {
    return cursor.error("is more than one line", "write the name of one file");
  }
  Scope& scope = cursor.scope();
  const bool stdout_meant = written && name == "-";
  const bool relative = name.front() != '/' && !scope.directory.empty() && !stdout_meant;
  value = relative ? scope.directory + "/" + name : name;
  if (written) return true;
  const Position at = cursor.position();
  scope.files.push_back({value, cursor.path(), at.line, at.column, bytes_min});
  return true;
}

bool DirectoryName::read(const Cursor& cursor, Value& value) const {
  std::string name;
  if (!FileName{true}.read(cursor, name)) return false;
  if (name == "-") return cursor.error("is not a directory", "write the name of a directory");
  value = std::move(name);
  return true;
}

bool StateFileName::read(const Cursor& cursor, Value& value) const {
  std::string name;
  if (!FileName{true}.read(cursor, name)) return false;
  if (name == "-")
    return cursor.error("is read again at the next start", "write the name of a file");
  value = std::move(name);
  return true;
}

}  // namespace meridian::config
