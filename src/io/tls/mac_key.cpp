#include "meridian/io/tls/mac_key.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <array>

#include "io/tls/secret_file.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr std::size_t kMacBytes = 16;
constexpr std::size_t kIdBytes = 6;
constexpr std::size_t kRandomBytes = 32;

std::string base64url(const unsigned char* bytes, std::size_t size) {
  static constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (std::size_t i = 0; i < size; ++i) {
    bits = bits << 8 | bytes[i];
    for (count += 8; count >= 6; count -= 6) text += kLetters[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kLetters[bits << (6 - count) & 63];
  return text;
}

EVP_MAC_CTX* new_context() {
  EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  MERIDIAN_CHECK(hmac != nullptr);
  EVP_MAC_CTX* const context = EVP_MAC_CTX_new(hmac);
  EVP_MAC_free(hmac);  // the context holds it
  MERIDIAN_CHECK(context != nullptr);
  return context;
}

}  // namespace

void MacKey::Release::operator()(EVP_MAC_CTX* context) const {
  EVP_MAC_CTX_free(context);
}

MacKey::MacKey(std::string_view secret) : keyed_(new_context()) {
  MERIDIAN_CHECK(!secret.empty());
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  MERIDIAN_CHECK(EVP_MAC_init(keyed_.get(), reinterpret_cast<const unsigned char*>(secret.data()),
                              secret.size(), parameters) == 1);
  id_ = mac_of("meridian pin key", kIdBytes);
}

MacKey::~MacKey() = default;

Result<std::shared_ptr<const MacKey>> MacKey::load(const std::string& file, std::size_t bytes_min) {
  const auto secret = read_secret(file, bytes_min);
  if (!secret) return secret.error();
  return std::make_shared<const MacKey>(secret->bytes());
}

std::string MacKey::random_secret() {
  std::string bytes(kRandomBytes, '\0');
  MERIDIAN_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                            static_cast<int>(bytes.size())) == 1);
  return bytes;
}

std::string MacKey::mac_of(std::string_view text, std::size_t bytes) const {
  const std::unique_ptr<EVP_MAC_CTX, Release> context(EVP_MAC_CTX_dup(keyed_.get()));
  MERIDIAN_CHECK(context != nullptr);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac;
  std::size_t size = 0;
  const auto* const data = reinterpret_cast<const unsigned char*>(text.data());
  MERIDIAN_CHECK(EVP_MAC_update(context.get(), data, text.size()) == 1);
  MERIDIAN_CHECK(EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) == 1);
  MERIDIAN_CHECK(size >= bytes);
  return base64url(mac.data(), bytes);
}

std::string MacKey::sign(std::string_view text) const {
  return mac_of(text, kMacBytes);
}

bool MacKey::verify(std::string_view text, std::string_view mac) const {
  const std::string wanted = sign(text);
  return mac.size() == wanted.size() &&
         CRYPTO_memcmp(mac.data(), wanted.data(), wanted.size()) == 0;
}

}  // namespace meridian::tls
