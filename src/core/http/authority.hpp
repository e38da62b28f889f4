// The authority of a request: "host", "host:port", "[IPv6]", "[IPv6]:port", and nothing else (H3).
// No user information, no percent-encoding, no empty host.
#pragma once

#include <string_view>

namespace meridian::http {

// The host part, brackets kept; empty where `authority` is not valid.
std::string_view host_of(std::string_view authority);

// A CONNECT target names a port as well.
bool has_port(std::string_view authority);

}  // namespace meridian::http
