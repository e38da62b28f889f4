// Where the frames of a WebSocket connection end (RFC 6455, section 5.2), so that a frame of the
// edge's own can be put between two of them: one direction of one tunnel. Only looks at headers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meridian::http {

class WebSocketFrames {
 public:
  void take(std::string_view bytes);  // the next ones
  // The bytes so far end where a frame ends, or there were none. A control frame may stand here,
  // also between the fragments of a message.
  bool at_boundary() const { return header_size_ == 0 && payload_left_ == 0; }

 private:
  std::size_t header_bytes() const;  // of the header that has begun, as far as it is known
  std::uint64_t payload_bytes() const;

  std::array<unsigned char, 14> header_{};
  std::uint8_t header_size_ = 0;
  std::uint64_t payload_left_ = 0;
};

// Close, with the status 1001 "going away" (section 7.4.1): what a server sends.
inline constexpr std::string_view kGoingAway{"\x88\x02\x03\xe9", 4};
// The same as a client sends it: masked with a key that nobody can foresee.
std::array<char, 8> masked_going_away(std::uint32_t mask);

}  // namespace meridian::http
