// Any bytes as frames of a WebSocket connection: where they end does not depend on the pieces they
// come in, and a frame of the edge's own between two of them changes nothing for what follows.
#include "meridian/core/http/websocket_frames.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "meridian/core/base/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace meridian;
  if (size == 0) return 0;
  const std::size_t piece = data[0] % 16 + 1;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  http::WebSocketFrames whole;
  whole.take(bytes);
  http::WebSocketFrames pieces;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    pieces.take(bytes.substr(at, piece));
    if (pieces.at_boundary()) pieces.take(http::kGoingAway);
  }
  MERIDIAN_CHECK(whole.at_boundary() == pieces.at_boundary());
  return 0;
}
