#include "request_head.hpp"

#include "meridian/core/base/text.hpp"

namespace meridian::origin {
namespace {

// Cuts the next line off `rest`. A bare LF ends a line too.
std::string_view take_line(std::string_view& rest) {
  const auto end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool parse_request_line(std::string_view line, RequestHead& head) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return false;
  head.method = line.substr(0, first);
  head.target = line.substr(first + 1, last - first - 1);
  head.version = line.substr(last + 1);
  return !head.method.empty() && !head.target.empty() && head.version.starts_with("HTTP/1.");
}

bool apply_field(const Field& field, RequestHead& head) {
  if (equals_ignoring_case(field.name, "content-length")) {
    const auto length = parse_decimal(field.value);
    if (!length) return false;
    head.content_length = *length;
  } else if (equals_ignoring_case(field.name, "transfer-encoding")) {
    if (!equals_ignoring_case(field.value, "chunked")) return false;
    head.chunked = true;
  } else if (equals_ignoring_case(field.name, "connection")) {
    if (equals_ignoring_case(field.value, "close")) head.keep_alive = false;
    if (equals_ignoring_case(field.value, "keep-alive")) head.keep_alive = true;
  } else if (equals_ignoring_case(field.name, "expect")) {
    head.expects_continue = equals_ignoring_case(field.value, "100-continue");
  }
  return true;
}

bool parse_fields(std::string_view rest, RequestHead& head) {
  while (!rest.empty()) {
    const std::string_view line = take_line(rest);
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || head.fields.size() == kFieldsMax) return false;
    head.fields.push_back({line.substr(0, colon), trim(line.substr(colon + 1))});
    if (!apply_field(head.fields.back(), head)) return false;
  }
  return true;
}

}  // namespace

void RequestHead::clear() {
  method = target = version = {};
  fields.clear();
  content_length = 0;
  chunked = expects_continue = false;
  keep_alive = true;
}

ParseStatus parse_request_head(std::string_view bytes, RequestHead& head, std::size_t& length) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) {
    return bytes.size() >= kHeadBytesMax ? ParseStatus::bad : ParseStatus::incomplete;
  }
  length = end + 4;
  head.clear();
  std::string_view rest = bytes.substr(0, length);
  if (!parse_request_line(take_line(rest), head)) return ParseStatus::bad;
  head.keep_alive = head.version != "HTTP/1.0";
  return parse_fields(rest, head) ? ParseStatus::complete : ParseStatus::bad;
}

}  // namespace meridian::origin
