#include "h1_reading.hpp"

#include <cctype>
#include <cstdlib>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::http {

namespace {

struct Head {
  std::string first_line;
  std::string length;  // empty: none
  bool chunked = false;
};

// Takes a head off the front. False: it is not complete.
bool take_head(std::string_view& bytes, Head& head) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == bytes.npos) return false;
  std::string_view lines = bytes.substr(0, end + 2);
  bytes.remove_prefix(end + 4);
  const std::size_t first = lines.find("\r\n");
  head.first_line = lines.substr(0, first);
  lines.remove_prefix(first + 2);
  while (!lines.empty()) {
    const std::size_t line_end = lines.find("\r\n");
    const std::string_view line = lines.substr(0, line_end);
    lines.remove_prefix(line_end + 2);
    MERIDIAN_CHECK(line.find_first_of(std::string_view("\r\n\0", 3)) == line.npos);
    const std::size_t colon = line.find(':');
    MERIDIAN_CHECK(colon != line.npos && colon > 0 && line.find_first_of(" \t") > colon);
    const std::string name = to_lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (name == "content-length") {
      MERIDIAN_CHECK(head.length.empty() && !value.empty() && parse_decimal(value));
      head.length = value;
    } else if (name == "transfer-encoding") {
      MERIDIAN_CHECK(!head.chunked && value == "chunked");
      head.chunked = true;
    }
  }
  MERIDIAN_CHECK(head.length.empty() || !head.chunked);
  return true;
}

bool take_fixed(std::string_view& bytes, std::size_t length, ReadMessage& message) {
  message.content_bytes += std::min(bytes.size(), length);
  const bool complete = bytes.size() >= length;
  bytes.remove_prefix(std::min(bytes.size(), length));
  return complete;
}

bool take_line(std::string_view& bytes, std::string_view& line) {
  const std::size_t end = bytes.find("\r\n");
  if (end == bytes.npos) {
    bytes = {};
    return false;
  }
  line = bytes.substr(0, end);
  bytes.remove_prefix(end + 2);
  return true;
}

bool take_chunks(std::string_view& bytes, ReadMessage& message) {
  std::string_view line;
  while (take_line(bytes, line)) {
    MERIDIAN_CHECK(!line.empty() && line.size() <= 16);
    for (const char c : line) MERIDIAN_CHECK(std::isxdigit(static_cast<unsigned char>(c)) != 0);
    const std::size_t size = std::strtoull(std::string(line).c_str(), nullptr, 16);
    if (size == 0) {
      while (take_line(bytes, line))
        if (line.empty()) return true;
      return false;
    }
    if (!take_fixed(bytes, size, message)) return false;
    if (bytes.size() < 2) {
      bytes = {};
      return false;
    }
    MERIDIAN_CHECK(bytes.starts_with("\r\n"));
    bytes.remove_prefix(2);
  }
  return false;
}

bool take_body(std::string_view& bytes, const Head& head, ReadMessage& message) {
  if (head.chunked) return take_chunks(bytes, message);
  if (head.length.empty()) return true;
  return take_fixed(bytes, std::strtoull(head.length.c_str(), nullptr, 10), message);
}

}  // namespace

std::vector<ReadMessage> read_requests(std::string_view bytes) {
  std::vector<ReadMessage> all;
  while (!bytes.empty()) {
    Head head;
    MERIDIAN_CHECK(take_head(bytes, head));
    ReadMessage& message = all.emplace_back();
    message.first_line = head.first_line;
    message.complete = take_body(bytes, head, message);
    MERIDIAN_CHECK(message.complete || bytes.empty());
  }
  return all;
}

std::vector<ReadMessage> read_responses(std::string_view bytes, const std::vector<bool>& is_head) {
  std::vector<ReadMessage> all;
  std::size_t finals = 0;
  while (!bytes.empty()) {
    Head head;
    MERIDIAN_CHECK(take_head(bytes, head));
    MERIDIAN_CHECK(head.first_line.starts_with("HTTP/1.1 ") && head.first_line.size() >= 12);
    ReadMessage& message = all.emplace_back();
    message.first_line = head.first_line;
    const std::string status = head.first_line.substr(9, 3);
    message.raw = status == "101";
    message.complete = true;
    if (message.raw) return all;
    if (status[0] == '1') continue;
    MERIDIAN_CHECK(finals < is_head.size());
    const bool bodiless = is_head[finals++] || status == "204" || status == "304";
    if (bodiless) continue;
    const bool framed = head.chunked || !head.length.empty();
    message.complete = framed && take_body(bytes, head, message);
    if (!framed) bytes = {};  // to the end of the connection
    MERIDIAN_CHECK(message.complete || bytes.empty());
  }
  return all;
}

}  // namespace meridian::http
