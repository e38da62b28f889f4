#include "core/http2/response_fields.hpp"

#include <array>

#include "meridian/core/base/check.hpp"

namespace meridian::http2 {

namespace {

constexpr std::string_view kStatusName = ":status";

void to_lower(char* begin, const char* end) {
  for (; begin != end; ++begin)
    if (*begin >= 'A' && *begin <= 'Z') *begin = static_cast<char>(*begin | 0x20);
}

// RFC 9113, 8.2.2; RFC 8441, 5.
bool is_connection_specific(std::string_view name) {
  constexpr std::array<std::string_view, 6> kNames{"connection",        "keep-alive",
                                                   "proxy-connection",  "sec-websocket-accept",
                                                   "transfer-encoding", "upgrade"};
  for (const std::string_view one : kNames)
    if (name == one) return true;
  return false;
}

nghttp2_nv make(std::string_view name, std::string_view value, std::uint8_t flags) {
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  return {bytes(name), bytes(value), name.size(), value.size(), flags};
}

}  // namespace

std::size_t read_lines(std::span<char> lines, std::uint8_t flags, std::span<nghttp2_nv> fields) {
  std::size_t count = 0;
  char* at = lines.data();
  char* const end = at + lines.size();
  while (at != end && *at != '\r') {
    const std::string_view rest(at, static_cast<std::size_t>(end - at));
    const std::size_t colon = rest.find(": ");
    const std::size_t line_end = rest.find("\r\n", colon);
    MERIDIAN_CHECK(line_end != rest.npos && colon < line_end);
    to_lower(at, at + colon);
    const std::string_view name = rest.substr(0, colon);
    const std::string_view value = rest.substr(colon + 2, line_end - colon - 2);
    at += line_end + 2;
    if (is_connection_specific(name)) continue;
    MERIDIAN_CHECK(count < fields.size());
    // An id that never comes again would push out of HPACK's table what does.
    const bool once = name == "x-request-id";
    fields[count++] =
        make(name, value,
             static_cast<std::uint8_t>(once ? flags | unsigned{NGHTTP2_NV_FLAG_NO_INDEX} : flags));
  }
  return count;
}

std::size_t read_response_head(std::span<char> head, std::uint8_t flags,
                               std::span<nghttp2_nv> fields) {
  const std::string_view text(head.data(), head.size());
  const std::size_t line_end = text.find("\r\n");
  MERIDIAN_CHECK(line_end != text.npos && line_end >= kStatusAt + 3);
  fields[0] = make(kStatusName, text.substr(kStatusAt, 3), flags);
  return 1 + read_lines(head.subspan(line_end + 2), flags, fields.subspan(1));
}

}  // namespace meridian::http2
