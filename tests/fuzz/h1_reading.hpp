// A second reader of HTTP/1.1, naive and of its own: what a plain peer makes of the bytes it gets.
// It aborts on what the edge must never send: malformed heads, two lengths, a coding it added.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meridian::http {

struct ReadMessage {
  std::string first_line;
  std::size_t content_bytes = 0;
  bool complete = false;
  bool raw = false;  // a 101: everything behind it belongs to the tunnel
};

// One message behind the other; only the last one may be unfinished. `is_head`: by number of the
// final response, whether it answers HEAD.
std::vector<ReadMessage> read_requests(std::string_view bytes);
std::vector<ReadMessage> read_responses(std::string_view bytes, const std::vector<bool>& is_head);

}  // namespace meridian::http
