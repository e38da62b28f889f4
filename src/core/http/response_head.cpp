#include "meridian/core/http/head.hpp"

#include <algorithm>
#include <cstring>

#include "core/http/field_lines.hpp"

namespace meridian::http {

namespace {

struct StatusLine {
  HeadState state = HeadState::incomplete;
  char* next = nullptr;  // complete: behind the line
};

// "HTTP/1.1 200 OK\r\n". Servers that leave out the space after the status are understood. A status
// of 600 to 999 passes: what it means is between the two ends (RFC 9110, 15).
StatusLine parse_status_line(char* p, char* end, ResponseHead& out) {
  constexpr std::ptrdiff_t kFixed = 12;
  constexpr StatusLine kRefused{HeadState::refused, nullptr};
  if (end - p <= kFixed) {
    const std::size_t known = std::min<std::size_t>(static_cast<std::size_t>(end - p), 7);
    return known != 0 && std::memcmp(p, "HTTP/1.", known) != 0 ? kRefused : StatusLine{};
  }
  const bool shaped = std::memcmp(p, "HTTP/1.", 7) == 0 && is_digit(p[7]) && p[8] == ' ' &&
                      is_digit(p[9]) && p[9] != '0' && is_digit(p[10]) && is_digit(p[11]);
  if (!shaped || (p[12] != ' ' && p[12] != '\r')) return kRefused;
  out.minor_version = p[7] == '0' ? 0 : 1;
  out.status = static_cast<std::uint16_t>((p[9] - '0') * 100 + (p[10] - '0') * 10 + (p[11] - '0'));
  p += p[12] == ' ' ? kFixed + 1 : kFixed;
  char* const reason = p;
  p = skip_value(p, end);
  out.reason = {reason, static_cast<std::size_t>(p - reason)};
  if (p == end || (*p == '\r' && end - p < 2)) return {};
  if (p[0] != '\r' || p[1] != '\n') return kRefused;
  return {HeadState::complete, p + 2};
}

HeadResult refuse_response(Violation violation) {
  return {HeadState::refused, 0, violation, 502};
}

}  // namespace

HeadResult parse_response_head(std::span<char> in, std::size_t head_bytes_max, ResponseHead& out) {
  out.fields.clear();
  char* const end = in.data() + in.size();
  const bool full = in.size() >= head_bytes_max;
  const HeadResult unfinished = full ? refuse_response(Violation::head_too_large) : HeadResult{};
  const StatusLine line = parse_status_line(in.data(), end, out);
  if (line.state == HeadState::refused) return refuse_response(Violation::status_line);
  if (line.state == HeadState::incomplete) return unfinished;
  const auto lines = parse_field_lines(line.next, end, out.fields);
  if (lines.state == HeadState::refused) return refuse_response(lines.violation);
  if (lines.state == HeadState::incomplete) return unfinished;
  const auto bytes = static_cast<std::size_t>(lines.next - in.data());
  if (bytes > head_bytes_max) return refuse_response(Violation::head_too_large);
  return {HeadState::complete, bytes, Violation::none, 0};
}

}  // namespace meridian::http
