// Where a Redis server, a Sentinel or a node of a cluster listens.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meridian::redis {

struct Address {
  std::string host;  // a name or an address literal without brackets; empty: `path`
  std::uint16_t port = 0;
  std::string path;  // of a Unix socket
  auto operator<=>(const Address&) const = default;
};

std::string to_string(const Address& address);
// As servers write it: "10.0.0.1:6379", "::1:6379", "host:6379@16379". Without a host: `asked`'s.
std::optional<Address> parse_address(std::string_view text, const Address& asked);
// A host and a port in two replies. An empty host, or "?", is `asked`'s.
std::optional<Address> make_address(std::string_view host, std::int64_t port, const Address& asked);

}  // namespace meridian::redis
