#include "io/tls/tickets.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <cstring>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr int kIvBytes = 16;

bool set_mac_key(EVP_MAC_CTX* mac, const TicketKey& key) {
  char digest[] = "SHA256";
  auto bytes = key.mac;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
      OSSL_PARAM_construct_end()};
  const bool set = EVP_MAC_CTX_set_params(mac, parameters) == 1;
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return set;
}

}  // namespace

Tickets::Tickets(std::shared_ptr<const TicketKeys> keys)
    : keys_(std::move(keys)), cipher_(EVP_CIPHER_fetch(nullptr, "AES-256-CBC", nullptr)) {
  MERIDIAN_CHECK(keys_ != nullptr && cipher_ != nullptr);
}

int Tickets::seal(const Ticket& ticket) const {
  const TicketKey& key = keys_->keys.front();
  if (RAND_bytes(ticket.iv, kIvBytes) != 1) return -1;
  std::memcpy(ticket.name, key.name.data(), key.name.size());
  const bool ready = EVP_EncryptInit_ex(ticket.cipher, cipher_.get(), nullptr, key.cipher.data(),
                                        ticket.iv) == 1 &&
                     set_mac_key(ticket.mac, key);
  return ready ? 1 : -1;
}

int Tickets::open(const Ticket& ticket, bool always_renew) const {
  for (const TicketKey& key : keys_->keys) {
    if (std::memcmp(ticket.name, key.name.data(), key.name.size()) != 0) continue;
    const bool ready =
        set_mac_key(ticket.mac, key) && EVP_DecryptInit_ex(ticket.cipher, cipher_.get(), nullptr,
                                                           key.cipher.data(), ticket.iv) == 1;
    if (!ready) return -1;
    return always_renew || &key != &keys_->keys.front() ? 2 : 1;
  }
  return 0;
}

}  // namespace meridian::tls
