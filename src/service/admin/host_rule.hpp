// Protection of a listener on loopback against DNS rebinding: a page whose name an attacker points
// at 127.0.0.1 reaches it with the attacker's name in Host.
#pragma once

#include <string_view>

namespace meridian::admin {

// True for address literals and for localhost, with or without a port.
bool is_local_host(std::string_view host);

}  // namespace meridian::admin
