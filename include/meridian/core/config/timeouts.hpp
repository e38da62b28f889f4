// How long each wait may take, client side and upstream side. A service may change the latter.
#pragma once

#include "meridian/core/base/time.hpp"

namespace meridian::config {

struct Timeouts {
  milliseconds handshake{};      // client TLS handshake
  milliseconds request_head{};   // first byte of a request to the end of its head
  milliseconds request_body{};   // in which a body must keep limits.body_rate_min
  milliseconds idle{};           // keep-alive client connection between requests
  milliseconds drain{};          // from SIGTERM to the end of the connections that are left
  milliseconds handover{};       // likewise, from a binary upgrade
  milliseconds connect{};        // upstream TCP and TLS
  milliseconds per_try{};        // one attempt, from choosing it to the response head; 0: none
  milliseconds response_head{};  // request sent to the end of the response head
  milliseconds stream_idle{};    // no byte moved in either direction during an exchange
  milliseconds tunnel_idle{};    // likewise, of a WebSocket connection
  milliseconds total{};          // whole exchange; 0: none
  milliseconds upstream_idle{};  // pooled upstream connection
};

}  // namespace meridian::config
