// The two forms of the header, each parsed in a file of its own.
#pragma once

#include <string_view>

#include "meridian/core/proxy_protocol/header.hpp"

namespace meridian::proxy_protocol {

inline constexpr std::string_view kLineStart = "PROXY";
inline constexpr std::string_view kSignature{"\r\n\r\n\0\r\nQUIT\n", 12};

// Version and command, family and transport, length: behind the signature of v2.
inline constexpr std::size_t kFixedBytes = 16;

// The block of addresses of a family: two addresses, then two ports.
inline constexpr std::size_t kInetBytes = 4 + 4 + 2 + 2;
inline constexpr std::size_t kInet6Bytes = 16 + 16 + 2 + 2;
inline constexpr std::size_t kUnixBytes = 108 + 108;

inline Parsed refused(Refusal refusal) {
  return {.state = State::refused, .refusal = refusal};
}

Parsed parse_line(std::string_view bytes);    // they begin with kLineStart
Parsed parse_binary(std::string_view bytes);  // they begin with kSignature

}  // namespace meridian::proxy_protocol
