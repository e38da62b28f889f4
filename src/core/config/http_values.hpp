// Types of values that stand for parts of an HTTP message.
#pragma once

#include <string>
#include <vector>

#include "core/config/cursor.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::config {

// A path from "/", as a request has it after normalisation; no query, no "." and ".." segments.
struct UrlPath {
  using Value = std::string;
  bool query_allowed = false;
  std::string describe() const { return "path from /"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct Method {
  using Value = std::string;
  std::string describe() const { return "method such as GET"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// What names a cookie (RFC 6265, 4.1.1).
struct Token {
  using Value = std::string;
  std::string_view what;  // "cookie name"
  std::string describe() const { return std::string(what); }
  bool read(const Cursor& cursor, Value& value) const;
};

// Of a request; lower case afterwards.
struct HeaderName {
  using Value = std::string;
  std::string describe() const { return "header name"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// What may stand in a header field: no control characters.
struct FieldText {
  using Value = std::string;
  std::string describe() const { return "header value"; }
  bool read(const Cursor& cursor, Value& value) const;
};

// `name: value` lines; the value "*" stands for any.
struct HeaderMatches {
  using Value = std::vector<HeaderMatch>;
  std::string describe() const { return "header: value, or header: * for any"; }
  bool read(const Cursor& cursor, Value& value) const;
};

struct StatusRange {
  std::uint16_t min = 0;
  std::uint16_t max = 0;
};

// "200-299" or "204".
struct Statuses {
  using Value = StatusRange;
  std::string describe() const { return "status or range such as 200-299"; }
  bool read(const Cursor& cursor, Value& value) const;
};

}  // namespace meridian::config
