// The head of a request as views into the caller's bytes, and how its body is framed.
// Lenient where the proxy is strict: it judges only what it needs to find the end of a message.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace meridian::origin {

struct Field {
  std::string_view name;
  std::string_view value;
};

struct RequestHead {
  std::string_view method;
  std::string_view target;
  std::string_view version;   // "HTTP/1.1"
  std::vector<Field> fields;  // in wire order
  std::uint64_t content_length = 0;
  bool chunked = false;
  bool keep_alive = true;
  bool expects_continue = false;

  bool has_body() const { return chunked || content_length > 0; }
  void clear();
};

inline constexpr std::size_t kHeadBytesMax = 48 * 1024;
inline constexpr std::size_t kFieldsMax = 256;

enum class ParseStatus { complete, incomplete, bad };

// On `complete` fills `head` and sets `length` to the bytes used, the empty line included.
ParseStatus parse_request_head(std::string_view bytes, RequestHead& head, std::size_t& length);

}  // namespace meridian::origin
