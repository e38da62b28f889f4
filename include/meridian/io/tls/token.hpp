// Bearer tokens: 256 random bits, kept by whoever uses one; whoever checks it has its SHA-256 only.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace meridian::tls {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
std::string to_string(const Sha256& digest);  // 64 hexadecimal digits
// Spaces and line ends around the digits are allowed.
std::optional<Sha256> parse_sha256(std::string_view text);
// In a time that says nothing about where they differ.
bool equal(const Sha256& a, const Sha256& b);

std::string random_token();  // 64 hexadecimal digits

}  // namespace meridian::tls
