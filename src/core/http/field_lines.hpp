// The field section of a head, line by line: the part requests and responses share.
#pragma once

#include <type_traits>

#include "core/http/chars.hpp"
#include "meridian/core/http/head.hpp"

namespace meridian::http {

template <class Char>
struct FieldLines {
  HeadState state = HeadState::incomplete;
  Violation violation = Violation::none;
  Char* next = nullptr;  // complete: behind the empty line
};

// What the scan of a value ended at: complete with `next` on the CRLF of its line, which is not
// followed by a blank.
template <class Char>
FieldLines<Char> scan_value(Char* p, Char* end) {
  for (;;) {
    p = skip_value(p, end);
    if (p == end) return {};
    if (*p != '\r') return {HeadState::refused, Violation::field_value, p};
    if (end - p < 3) return {};
    if (p[1] != '\n') return {HeadState::refused, Violation::field_value, p};
    if (!is_blank(p[2])) return {HeadState::complete, Violation::none, p};
    if constexpr (std::is_const_v<Char>) {
      return {HeadState::refused, Violation::obs_fold, p};
    } else {
      p[0] = p[1] = ' ';  // RFC 9112, 5.2: a fold of an upstream becomes spaces before any use
    }
  }
}

template <class Char>
bool is_line_end(Char* p, Char* end) {
  return end - p >= 3 && p[0] == '\r' && p[1] == '\n' && !is_blank(p[2]);
}

// Char = const char: a folded line is refused (requests). Char = char: unfolded in place
// (responses).
template <class Char>
FieldLines<Char> parse_field_lines(Char* p, Char* end, FieldList& out) {
  for (;;) {
    if (p == end) return {};
    if (*p == '\r') {
      if (end - p < 2) return {};
      if (p[1] != '\n') return {HeadState::refused, Violation::field_name, p};
      return {HeadState::complete, Violation::none, p + 2};
    }
    Char* const name = p;
    p = skip_token(p, end);
    if (p == end) return {};
    if (*p != ':' || p == name) {
      const bool folded = p == name && is_blank(*p);
      return {HeadState::refused, folded ? Violation::obs_fold : Violation::field_name, p};
    }
    Char* const colon = p;
    const std::string_view name_text(name, static_cast<std::size_t>(colon - name));
    ++p;
    while (p != end && is_blank(*p)) ++p;
    Char* const value = p;
    p = skip_value(p, end);
    if (!is_line_end(p, end)) {
      const FieldLines<Char> line = scan_value(p, end);
      if (line.state != HeadState::complete) return line;
      p = line.next;
    }
    Char* last = p;
    while (last != value && is_blank(last[-1])) --last;
    const std::string_view value_text(value, static_cast<std::size_t>(last - value));
    const bool canonical = value - colon == 2 && colon[1] == ' ' && last == p;
    if (!out.push({name_text, value_text, field_id(name_text), canonical}))
      return {HeadState::refused, Violation::too_many_fields, p};
    p += 2;
  }
}

}  // namespace meridian::http
