#include "meridian/io/tls/websocket_accept.hpp"

#include <openssl/evp.h>

#include <array>

#include "meridian/core/base/base64.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

std::string websocket_accept(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned size = 0;
  MERIDIAN_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) ==
                 1);
  return base64({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace meridian::tls
