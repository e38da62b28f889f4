// CRC32C (Castagnoli), RFC 4960 appendix B.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace meridian::proxy_protocol {

// Of `bytes` with the four at `zeros_at` taken as zero: where they keep the checksum themselves.
std::uint32_t crc32c_with_zeros(std::string_view bytes, std::size_t zeros_at);

}  // namespace meridian::proxy_protocol
