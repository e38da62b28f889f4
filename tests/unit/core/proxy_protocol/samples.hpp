// Headers that tests take apart.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/proxy_protocol/forms.hpp"

namespace meridian::proxy_protocol {

inline IpEndpoint endpoint(std::string_view address, std::uint16_t port) {
  return {*IpAddress::parse(address), port};
}

inline std::string big_endian(std::size_t number) {
  return {static_cast<char>(number >> 8 & 255), static_cast<char>(number & 255)};
}

// A header of version 2: `version_command` 0x21 is PROXY, 0x20 LOCAL; `family` as on the wire.
inline std::string binary(int version_command, int family, std::string_view rest) {
  std::string bytes(kSignature);
  bytes += static_cast<char>(version_command);
  bytes += static_cast<char>(family);
  return bytes + big_endian(rest.size()) + std::string(rest);
}

inline std::string tlv(int type, std::string_view value) {
  return static_cast<char>(type) + big_endian(value.size()) + std::string(value);
}

// 192.0.2.1:56324 -> 198.51.100.7:443
inline const std::string kInetBlock{"\xc0\x00\x02\x01\xc6\x33\x64\x07\xdc\x04\x01\xbb", 12};
// [2001:db8::1]:56324 -> [2001:db8::2]:443
inline const std::string kInet6Block =
    std::string{"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01", 16} +
    std::string{"\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x02", 16} +
    std::string{"\xdc\x04\x01\xbb", 4};

// One of every kind that is accepted.
inline std::vector<std::string> good_headers() {
  return {
      "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n",
      "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n",
      "PROXY TCP6 ::ffff:192.0.2.1 ::1 0 65535\r\n",
      "PROXY UNKNOWN\r\n",
      "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff "
      "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
      binary(0x21, 0x11, kInetBlock),
      binary(0x21, 0x12, kInetBlock),
      binary(0x21, 0x21, kInet6Block),
      binary(0x21, 0x21, kInet6Block + tlv(2, "example.com") + tlv(4, "")),
      binary(0x21, 0x31, std::string(216, '\0')),
      binary(0x21, 0x00, ""),
      binary(0x20, 0x00, ""),
      binary(0x20, 0x11, kInetBlock),
  };
}

}  // namespace meridian::proxy_protocol
