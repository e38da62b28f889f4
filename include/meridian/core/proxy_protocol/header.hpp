// The PROXY protocol, versions 1 and 2, as bytes and values: a header in front of a connection by
// which a proxy that relays bytes says for whom it connects. Pure; whose header counts is for the
// caller to judge. Specification: haproxy, doc/proxy-protocol.txt (2020/03/05).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/base/ip_address.hpp"

namespace meridian::proxy_protocol {

enum class Version : std::uint8_t { v1, v2 };

enum class Command : std::uint8_t {
  local,  // the sender speaks for itself, for example a health check; only v2 has it
  proxy,
};

// Of the connection that the sender relays.
struct Addresses {
  IpEndpoint source;
  IpEndpoint destination;
  bool operator==(const Addresses&) const = default;
};

struct Header {
  Version version = Version::v2;
  Command command = Command::proxy;
  // Empty where the transport's own addresses stay: LOCAL, UNKNOWN, UNSPEC, AF_UNIX.
  std::optional<Addresses> addresses;
};

// Why a connection is closed for its header. A metric label uses the names.
enum class Refusal : std::uint8_t {
  none,
  untrusted_peer,  // one is required, and this peer is not trusted to send it
  missing,         // one is required, and something else came
  incomplete,      // the peer ended or the time was over before the header was complete
  too_long,        // v1: no CRLF within kProxyLineBytesMax; v2: more than kProxyHeaderBytesMax
  syntax,          // v1: not the line of the grammar
  version,         // the signature of v2 with another version
  command,         // v2: neither LOCAL nor PROXY
  family,          // v1: not TCP4, TCP6 or UNKNOWN; v2: no address family or transport of the list
  address,         // v1: no address of the family, or no port
  length,          // v2: shorter than the addresses of its family
  extension,       // v2: a TLV that overruns the header or is cut
  checksum,        // v2: the CRC32C it carries is not its own
};
inline constexpr std::size_t kRefusalCount = static_cast<std::size_t>(Refusal::checksum) + 1;
std::string_view to_string(Refusal refusal);

enum class State : std::uint8_t {
  incomplete,  // so far the beginning of a header; never at kProxyHeaderBytesMax bytes
  complete,
  refused,
  absent,  // certainly no header of either version
};

struct Parsed {
  State state = State::incomplete;
  Refusal refusal = Refusal::none;  // refused
  std::size_t bytes = 0;            // complete: the length of the header
  Header header;                    // complete
};

// What `bytes` begin with. What follows a header is not looked at.
Parsed parse(std::string_view bytes);

// v1 has no LOCAL: it is written as UNKNOWN. Where one address is IPv4 and the other is not, both
// are written as IPv6.
std::string write(const Header& header);

}  // namespace meridian::proxy_protocol
