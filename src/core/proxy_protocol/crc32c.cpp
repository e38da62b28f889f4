#include "core/proxy_protocol/crc32c.hpp"

namespace meridian::proxy_protocol {

// Bit by bit: a header is short and comes once per connection, so that a table buys nothing.
std::uint32_t crc32c_with_zeros(std::string_view bytes, std::size_t zeros_at) {
  constexpr std::uint32_t kPolynomial = 0x82f63b78;  // reflected
  std::uint32_t crc = 0xffffffff;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool zero = i >= zeros_at && i < zeros_at + 4;
    crc ^= zero ? 0 : static_cast<std::uint8_t>(bytes[i]);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ kPolynomial : crc >> 1;
  }
  return ~crc;
}

}  // namespace meridian::proxy_protocol
