#include "meridian/core/http/head.hpp"

#include <algorithm>
#include <cstring>

#include "core/http/authority.hpp"
#include "core/http/field_lines.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

struct RequestLine {
  HeadState state = HeadState::incomplete;
  Violation violation = Violation::none;
  const char* next = nullptr;  // complete: behind the line
};

RequestLine refused_line(Violation violation) {
  return {HeadState::refused, violation, nullptr};
}

std::uint16_t status_of(Violation violation) {
  switch (violation) {
    case Violation::version: return 505;
    case Violation::uri_too_long: return 414;
    case Violation::head_too_large:
    case Violation::too_many_fields: return 431;
    default: return 400;
  }
}

HeadResult refuse_request(Violation violation) {
  return {HeadState::refused, 0, violation, status_of(violation)};
}

Method method_of(std::string_view text) {
  switch (text.size()) {
    case 3:
      if (text == "GET") return Method::get;
      return text == "PUT" ? Method::put : Method::other;
    case 4:
      if (text == "POST") return Method::post;
      return text == "HEAD" ? Method::head : Method::other;
    case 5:
      if (text == "PATCH") return Method::patch;
      return text == "TRACE" ? Method::trace : Method::other;
    case 6: return text == "DELETE" ? Method::delete_ : Method::other;
    case 7:
      if (text == "OPTIONS") return Method::options;
      return text == "CONNECT" ? Method::connect : Method::other;
    default: return Method::other;
  }
}

void split_query(std::string_view path_and_query, RequestHead& out) {
  const void* mark = path_and_query.empty()
                         ? nullptr
                         : std::memchr(path_and_query.data(), '?', path_and_query.size());
  const std::size_t size =
      mark == nullptr
          ? path_and_query.size()
          : static_cast<std::size_t>(static_cast<const char*>(mark) - path_and_query.data());
  out.path = size == 0 ? std::string_view("/") : path_and_query.substr(0, size);
  if (mark != nullptr) out.query = path_and_query.substr(size + 1);
}

bool take_absolute(RequestHead& out) {
  std::string_view rest = out.target;
  if (rest.size() > 7 && equals_ignoring_case(rest.substr(0, 7), "http://")) {
    rest.remove_prefix(7);
  } else if (rest.size() > 8 && equals_ignoring_case(rest.substr(0, 8), "https://")) {
    rest.remove_prefix(8);
  } else {
    return false;
  }
  const std::size_t authority_size = std::min(rest.size(), rest.find_first_of("/?"));
  out.form = TargetForm::absolute;
  out.authority = rest.substr(0, authority_size);
  out.host = host_of(out.authority);
  split_query(rest.substr(authority_size), out);
  return !out.host.empty();
}

// Decides the form and fills path, query and, where the target names it, the authority.
bool take_target(RequestHead& out) {
  if (out.method == Method::connect) {
    out.form = TargetForm::authority;
    out.authority = out.target;
    out.host = host_of(out.target);
    return has_port(out.target) && !out.host.empty();
  }
  if (out.target.front() == '/') {
    out.form = TargetForm::origin;
    split_query(out.target, out);
    return true;
  }
  if (out.target == "*" && out.method == Method::options) {
    out.form = TargetForm::asterisk;
    out.path = "/";
    return true;
  }
  return take_absolute(out);
}

// "HTTP/1.1\r\n". A higher minor version speaks 1.1 with us (RFC 9110, 2.5).
RequestLine take_version(const char* p, const char* end, RequestHead& out) {
  constexpr std::ptrdiff_t kSize = 10;
  if (end - p < kSize) {
    const bool ended = p != end && std::memchr(p, '\n', static_cast<std::size_t>(end - p));
    return ended ? refused_line(Violation::request_line) : RequestLine{};
  }
  const bool shaped = std::memcmp(p, "HTTP/", 5) == 0 && is_digit(p[5]) && p[6] == '.' &&
                      is_digit(p[7]) && p[8] == '\r' && p[9] == '\n';
  if (!shaped || p[5] == '0') return refused_line(Violation::request_line);
  if (p[5] != '1') return refused_line(Violation::version);
  out.minor_version = p[7] == '0' ? 0 : 1;
  return {HeadState::complete, Violation::none, p + kSize};
}

RequestLine parse_request_line(const char* p, const char* end, RequestHead& out) {
  const char* const method = p;
  p = skip_class(p, end, kMethodChar);
  if (p == end) return {};
  if (*p != ' ' || *method < 'A' || *method > 'Z') return refused_line(Violation::request_line);
  out.method_text = {method, static_cast<std::size_t>(p - method)};
  out.method = method_of(out.method_text);
  const char* const target = ++p;
  p = skip_target(p, end);
  if (p == end) return {};
  if (*p != ' ') {
    const bool cut = *p == '\r' || *p == '\n' || *p == '\t';
    return refused_line(cut ? Violation::request_line : Violation::target);
  }
  if (p == target) return refused_line(Violation::request_line);
  out.target = {target, static_cast<std::size_t>(p - target)};
  const RequestLine line = take_version(p + 1, end, out);
  if (line.state == HeadState::complete && !take_target(out))
    return refused_line(Violation::target);
  return line;
}

// At most one empty line in front of the request line (F11).
const char* skip_empty_line(const char* p, const char* end) {
  return end - p >= 2 && p[0] == '\r' && p[1] == '\n' ? p + 2 : p;
}

void take_host(RequestHead& out) {
  if (out.form == TargetForm::absolute || out.form == TargetForm::authority) return;
  const Field* host = out.fields.find(FieldId::host);
  if (host == nullptr) return;
  out.authority = host->value;
  out.host = host_of(host->value);
}

void reset(RequestHead& out) {  // not by assignment: the fields are 5 KiB
  out.query = out.authority = out.host = {};
  out.fields.clear();
}

}  // namespace

HeadResult parse_request_head(std::string_view in, std::size_t head_bytes_max, RequestHead& out) {
  reset(out);
  const char* const end = in.data() + in.size();
  const char* const start = skip_empty_line(in.data(), end);
  const bool full = in.size() >= head_bytes_max;
  if (start == end || (*start == '\r' && end - start == 1))
    return full ? refuse_request(Violation::head_too_large) : HeadResult{};
  const RequestLine line = parse_request_line(start, end, out);
  if (line.state == HeadState::refused) return refuse_request(line.violation);
  const bool complete = line.state == HeadState::complete;
  const auto line_bytes = static_cast<std::size_t>((complete ? line.next : end) - start);
  if (line_bytes > limits::kRequestLineBytesMax || (!complete && full))
    return refuse_request(Violation::uri_too_long);
  if (!complete) return {};
  const auto lines = parse_field_lines(line.next, end, out.fields);
  if (lines.state == HeadState::refused) return refuse_request(lines.violation);
  if (lines.state == HeadState::incomplete)
    return full ? refuse_request(Violation::head_too_large) : HeadResult{};
  const auto bytes = static_cast<std::size_t>(lines.next - in.data());
  if (bytes > head_bytes_max) return refuse_request(Violation::head_too_large);
  take_host(out);
  return {HeadState::complete, bytes, Violation::none, 0};
}

}  // namespace meridian::http
