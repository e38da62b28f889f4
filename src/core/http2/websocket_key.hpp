// The nonce of a WebSocket handshake (RFC 6455, 4.1): on HTTP/2 there is none (RFC 8441, 5), so
// whoever goes on with HTTP/1.1 makes it.
#pragma once

#include <cstdint>
#include <string>

namespace meridian::http2 {

// 16 bytes drawn from `nonce`, in base64.
std::string websocket_key(std::uint64_t nonce);

}  // namespace meridian::http2
