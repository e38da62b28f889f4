#include "meridian/io/tls/context.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>

#include "io/tls/secret_file.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

template <std::size_t N>
void randomise(std::array<unsigned char, N>& bytes) {
  MERIDIAN_CHECK(RAND_bytes(bytes.data(), N) == 1);
}

TicketKey random_key() {
  TicketKey key;
  randomise(key.name);
  randomise(key.cipher);
  randomise(key.mac);
  return key;
}

// HMAC-SHA-256 of a label: three values of one secret that say nothing of each other.
template <std::size_t N>
void derive(const Secret& secret, std::string_view label, std::array<unsigned char, N>& out) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  std::size_t size = 0;
  const std::string& bytes = secret.bytes();
  const bool made = EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA256", nullptr, bytes.data(),
                              bytes.size(), reinterpret_cast<const unsigned char*>(label.data()),
                              label.size(), digest.data(), digest.size(), &size) != nullptr;
  MERIDIAN_CHECK(made && size >= N);
  std::copy_n(digest.begin(), N, out.begin());
  OPENSSL_cleanse(digest.data(), digest.size());
}

TicketKey key_of(const Secret& secret) {
  TicketKey key;
  derive(secret, "meridian ticket name", key.name);
  derive(secret, "meridian ticket cipher", key.cipher);
  derive(secret, "meridian ticket mac", key.mac);
  return key;
}

}  // namespace

TicketKeys::~TicketKeys() {
  OPENSSL_cleanse(keys.data(), sizeof keys);
}

TicketKeys TicketKeys::random() {
  TicketKeys made;
  std::generate(made.keys.begin(), made.keys.end(), random_key);
  return made;
}

TicketKeys TicketKeys::renewed() const {
  TicketKeys made;
  made.keys.front() = random_key();
  std::copy(keys.begin(), keys.end() - 1, made.keys.begin() + 1);
  return made;
}

Result<TicketKeys> TicketKeys::load(const std::vector<std::string>& files) {
  MERIDIAN_CHECK(!files.empty() && files.size() <= config::kTicketKeyFilesMax);
  TicketKeys made;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto secret = read_secret(files[i], config::kTicketKeyBytesMin);
    if (!secret) return secret.error();
    // The places behind the last one hold it, too: a ticket names its key.
    std::fill(made.keys.begin() + static_cast<std::ptrdiff_t>(i), made.keys.end(), key_of(*secret));
  }
  return made;
}

}  // namespace meridian::tls
