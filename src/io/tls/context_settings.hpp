// What every context has in common, towards clients and towards upstreams.
#pragma once

#include "io/tls/openssl.hpp"

namespace meridian::tls {

// Key exchange, best first, where nothing else is configured.
inline constexpr const char* kGroups = "X25519:P-256";

// TLS 1.2 and 1.3, forward secrecy and AEAD only, no compression, no renegotiation; buffers are
// given back whenever a connection is idle.
void apply_common_settings(SSL_CTX* context);

}  // namespace meridian::tls
