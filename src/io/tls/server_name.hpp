// The server name a client asks for (RFC 6066, section 3), read from its hello.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace meridian::tls {

// A DNS name in lower case without its final dot. No allocation: hostile clients send many.
class ServerName {
 public:
  // Empty where the name is too long for DNS or holds bytes that no host name has.
  static std::optional<ServerName> from(std::string_view text);
  std::string_view text() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, 255> bytes_;
  std::size_t size_ = 0;
};

// `extension` is the body of the server_name extension. Empty where it is malformed or names no
// host; OpenSSL, which parses it again, sends the alert for a malformed one.
std::optional<ServerName> read_server_name(std::span<const unsigned char> extension);

}  // namespace meridian::tls
