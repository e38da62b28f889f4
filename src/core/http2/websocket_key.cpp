#include "core/http2/websocket_key.hpp"

#include <array>

#include "meridian/core/base/hash.hpp"

namespace meridian::http2 {

std::string websocket_key(std::uint64_t nonce) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::array<std::uint64_t, 2> words{mix64(nonce), mix64(nonce ^ 0x9e3779b97f4a7c15ULL)};
  std::string key;
  for (unsigned bit = 0; bit < 128; bit += 6) {
    unsigned digit = 0;
    for (unsigned i = bit; i < bit + 6; ++i)
      digit =
          digit << 1 | (i < 128 ? static_cast<unsigned>(words[i / 64] >> (63 - i % 64)) & 1U : 0U);
    key += kDigits[digit];
  }
  return key + "==";
}

}  // namespace meridian::http2
