// What a server of WebSocket answers to a client's key.
#pragma once

#include <string>
#include <string_view>

namespace meridian::tls {

// RFC 6455, 4.2.2: Sec-WebSocket-Accept.
std::string websocket_accept(std::string_view key);

}  // namespace meridian::tls
