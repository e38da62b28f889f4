#include "core/config/http_values.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "core/config/scalars.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::config {
namespace {

constexpr std::size_t kUrlPathBytesMax = 2048;
constexpr std::size_t kHeaderMatchesMax = 16;
constexpr std::size_t kTokenBytesMax = 64;

bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";  // RFC 9110, 5.6.2
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_visible(char c) {
  return c > 0x20 && c < 0x7f;
}

bool has_dot_segment(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (segment == "." || segment == "..") return true;
    path.remove_prefix(segment.size());
  }
  return false;
}

std::optional<std::uint16_t> parse_status(std::string_view text) {
  const auto status = parse_decimal(text);
  if (!status || *status < 100 || *status > 599) return std::nullopt;
  return static_cast<std::uint16_t>(*status);
}

}  // namespace

bool UrlPath::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a path")) return false;
  const std::string& text = cursor.node().text;
  if (text.empty() || text.front() != '/') {
    return cursor.error(quoted(text) + " is not a path",
                        "begin it with `/`: write " + quoted("/" + text));
  }
  if (text.size() > kUrlPathBytesMax) {
    return cursor.error("is longer than " + std::to_string(kUrlPathBytesMax) + " bytes",
                        "shorten it");
  }
  if (!std::all_of(text.begin(), text.end(), is_visible)) {
    return cursor.error(quoted(text) + " contains a blank or a character beyond ASCII",
                        "write it percent-encoded, for example %20");
  }
  const std::size_t end = text.find_first_of(query_allowed ? "#" : "?#");
  if (end != std::string::npos) {
    return cursor.error(quoted(text) + " is more than a path",
                        "remove `" + text.substr(end, 1) + "` and what follows");
  }
  if (has_dot_segment(std::string_view(text).substr(0, text.find('?')))) {
    return cursor.error(quoted(text) + " has a `.` or `..` segment", "write the path it leads to");
  }
  value = text;
  return true;
}

bool Method::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a method")) return false;
  static constexpr std::array<std::string_view, 8> kUsual{"GET",    "HEAD",    "POST",  "PUT",
                                                          "DELETE", "OPTIONS", "PATCH", "TRACE"};
  const std::string& text = cursor.node().text;
  const auto* const meant =
      std::find_if(kUsual.begin(), kUsual.end(),
                   [&text](std::string_view usual) { return equals_ignoring_case(usual, text); });
  if (meant != kUsual.end() && *meant != text) {
    return cursor.error(quoted(text) + " is not a method: they are case-sensitive",
                        "write " + std::string(*meant));
  }
  if (!is_token(text) || text.size() > 32) {
    return cursor.error(quoted(text) + " is not a method", "write for example GET");
  }
  if (text == "CONNECT") {
    return cursor.error("CONNECT is never forwarded", "remove it");
  }
  value = text;
  return true;
}

bool Token::read(const Cursor& cursor, Value& value) const {
  if (!Text{what, kTokenBytesMax, false}.read(cursor, value)) return false;
  if (is_token(value)) return true;
  return cursor.error(quoted(value) + " is not a " + std::string(what),
                      "use letters, digits, `-`, `_` and `.`");
}

bool HeaderName::read(const Cursor& cursor, Value& value) const {
  if (!Token{"header name"}.read(cursor, value)) return false;
  value = to_lower(value);
  return true;
}

bool FieldText::read(const Cursor& cursor, Value& value) const {
  if (!Text{"a header value", 1024, false}.read(cursor, value)) return false;
  const bool visible =
      std::all_of(value.begin(), value.end(), [](char c) { return c == ' ' || is_visible(c); });
  if (!visible || trim(value).size() != value.size()) {
    return cursor.error(quoted(value) + " cannot stand in a header",
                        "use visible ASCII characters, and blanks only between them");
  }
  return true;
}

bool HeaderMatches::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::map, "a section of `header: value`")) return false;
  value.clear();
  std::map<std::string, std::string> names;  // lower case -> as written
  if (cursor.node().children.size() > kHeaderMatchesMax) {
    return cursor.error("has more than " + std::to_string(kHeaderMatchesMax) + " headers",
                        "remove some");
  }
  for (const Node& child : cursor.node().children) {
    const Cursor entry = cursor.entry(child);
    HeaderMatch match;
    match.name = to_lower(child.key);
    const auto [first, added] = names.emplace(match.name, child.key);
    if (!is_token(child.key)) {
      entry.error("is not the name of a header", "write for example X-Canary");
    } else if (!added) {
      entry.error("is the same header as " + quoted(first->second), "keep one of the two");
    } else if (FieldText{}.read(entry, match.value)) {
      match.present_only = match.value == "*";
      if (match.present_only) match.value.clear();
      value.push_back(std::move(match));
    }
  }
  return true;
}

bool Statuses::read(const Cursor& cursor, Value& value) const {
  if (!cursor.is(Node::Kind::scalar, "a status or a range")) return false;
  const std::string_view text = cursor.node().text;
  const std::size_t dash = text.find('-');
  const auto min = parse_status(text.substr(0, dash));
  const auto max = dash == std::string_view::npos ? min : parse_status(text.substr(dash + 1));
  if (!min || !max || *min > *max) {
    return cursor.error(quoted(text) + " is not a range of statuses",
                        "write for example 200-299 or 204");
  }
  value = {*min, *max};
  return true;
}

}  // namespace meridian::config
