#include "core/http2/websocket_key.hpp"

#include <array>

#include "meridian/core/base/base64.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::http2 {

std::string websocket_key(std::uint64_t nonce) {
  const std::array<std::uint64_t, 2> words{mix64(nonce), mix64(nonce ^ 0x9e3779b97f4a7c15ULL)};
  return base64({reinterpret_cast<const char*>(words.data()), sizeof words});
}

}  // namespace meridian::http2
