// The words in which an Exchange says how far it is, and what it may answer by itself.
#pragma once

#include <cstdint>
#include <string_view>

#include "meridian/core/base/time.hpp"
#include "meridian/core/http/websocket_frames.hpp"
#include "meridian/io/observability/worker_metrics.hpp"

namespace meridian::proxy {

enum class Phase : std::uint8_t { locate, acquire, relay };

// continue_: for the upstream's word on Expect, until the edge gives its own (S3).
enum class Waiting : std::uint8_t { connect, continue_, response_head, stream, tunnel };

// Of an attempt. attempt_timeout: timeouts.per_try.
enum class Failure : std::uint8_t {
  connect,
  connect_timeout,
  reset,
  response_head_timeout,
  attempt_timeout,
};

// Instant{}: none.
struct Deadlines {
  Instant wait{};     // of what is waited for
  Instant attempt{};  // timeouts.per_try
  Instant total{};    // timeouts.total
  Instant close{};    // of a tunnel whose worker drains
};

// A WebSocket connection.
struct Tunnel {
  http::WebSocketFrames to_client, to_upstream;
  bool client_ended = false, upstream_ended = false;
  bool closing = false;  // as soon as the frame that is under way has ended
};

// An answer of the edge itself.
struct Reply {
  std::uint16_t status = 500;
  std::string_view body;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string_view extra;  // "name: value\r\n" lines
  observability::Termination termination = observability::Termination::refused;
  bool close = false;  // whatever the request says
};

}  // namespace meridian::proxy
