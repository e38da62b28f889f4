#include "meridian/core/http/websocket_frames.hpp"

#include <algorithm>

namespace meridian::http {

namespace {

constexpr unsigned kMasked = 0x80;
constexpr unsigned kLength = 0x7f;
constexpr unsigned kLength16 = 126;
constexpr unsigned kLength64 = 127;

}  // namespace

void WebSocketFrames::take(std::string_view bytes) {
  while (!bytes.empty()) {
    if (payload_left_ != 0) {
      const std::uint64_t n = std::min<std::uint64_t>(payload_left_, bytes.size());
      payload_left_ -= n;
      bytes.remove_prefix(static_cast<std::size_t>(n));
      continue;
    }
    header_[header_size_++] = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (header_size_ < header_bytes()) continue;
    payload_left_ = payload_bytes();
    header_size_ = 0;
  }
}

std::size_t WebSocketFrames::header_bytes() const {
  if (header_size_ < 2) return 2;
  const unsigned length = header_[1] & kLength;
  const std::size_t extended = length == kLength16 ? 2 : length == kLength64 ? 8 : 0;
  return 2 + extended + ((header_[1] & kMasked) != 0 ? 4 : 0);
}

std::uint64_t WebSocketFrames::payload_bytes() const {
  const unsigned length = header_[1] & kLength;
  if (length < kLength16) return length;
  std::uint64_t value = 0;
  const std::size_t end = length == kLength16 ? 4 : 10;
  for (std::size_t i = 2; i < end; ++i) value = value << 8 | header_[i];
  return value;
}

std::array<char, 8> masked_going_away(std::uint32_t mask) {
  std::array<char, 8> frame{'\x88', '\x82'};
  for (std::size_t i = 0; i < 4; ++i) frame[2 + i] = static_cast<char>(mask >> (8 * i) & 0xff);
  frame[6] = static_cast<char>(kGoingAway[2] ^ frame[2]);
  frame[7] = static_cast<char>(kGoingAway[3] ^ frame[3]);
  return frame;
}

}  // namespace meridian::http
