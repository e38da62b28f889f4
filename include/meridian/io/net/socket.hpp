// The socket calls the data plane makes, with IpEndpoint values. All sockets are non-blocking and
// close-on-exec; the descriptor is owned by the caller.
#pragma once

#include <cstdint>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::net {

// Listens with SO_REUSEPORT, so that every worker has a queue of its own. Accepted sockets inherit
// TCP_NODELAY.
Result<int> listen_on(const IpEndpoint& endpoint);
// Starts a connection; it is complete when the socket is writable and connect_error() is 0.
Result<int> start_connect(const IpEndpoint& endpoint);
int connect_error(int fd);  // errno value, 0: connected
// -1: nothing to accept now (or errno says why).
int accept_one(int listener, IpEndpoint& peer);
IpEndpoint local_endpoint(int fd);
// What the kernel measured of a TCP connection; 0: nothing yet, or no such connection.
microseconds round_trip(int fd);
std::string to_string(const IpEndpoint& endpoint);  // "1.2.3.4:80", "[::1]:80"

}  // namespace meridian::net
