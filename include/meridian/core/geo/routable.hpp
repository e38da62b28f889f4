// Which addresses can be those of a client somewhere on the internet.
#pragma once

#include "meridian/core/base/ip_address.hpp"

namespace meridian::geo {

// False for what the IANA special-purpose registries say is not globally reachable (private,
// loopback, link-local, shared, documentation, benchmarking, reserved), for multicast and for IPv6
// outside global unicast. 6to4 and NAT64 addresses are judged by the IPv4 address they carry.
bool is_globally_routable(const IpAddress& address);

}  // namespace meridian::geo
