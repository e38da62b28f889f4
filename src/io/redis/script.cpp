#include "io/redis/script.hpp"

#include <openssl/evp.h>

#include <array>

#include "meridian/core/base/check.hpp"

namespace meridian::redis {

namespace {

std::string sha1(const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  MERIDIAN_CHECK(EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) ==
                 1);
  std::string digits;
  for (unsigned int i = 0; i < size; ++i) {
    digits += "0123456789abcdef"[digest[i] >> 4];
    digits += "0123456789abcdef"[digest[i] & 15];
  }
  return digits;
}

}  // namespace

Script::Script(std::string text_of) : text(std::move(text_of)), hash(sha1(text)) {}

}  // namespace meridian::redis
