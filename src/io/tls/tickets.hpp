// Session tickets (RFC 5077, RFC 8446 section 4.6.1) under the keys that all workers and edges
// share.
#pragma once

#include <memory>
#include <utility>

#include "io/tls/openssl.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::tls {

// Seals and opens the tickets of one ServerContext. One thread.
class Tickets {
 public:
  // What OpenSSL lends for one ticket: its two clear fields, and the two algorithms to set up.
  struct Ticket {
    unsigned char* name;  // 16 bytes
    unsigned char* iv;    // 16 bytes
    EVP_CIPHER_CTX* cipher;
    EVP_MAC_CTX* mac;
  };

  explicit Tickets(std::shared_ptr<const TicketKeys> keys);
  void use(std::shared_ptr<const TicketKeys> keys) { keys_ = std::move(keys); }

  // Results as SSL_CTX_set_tlsext_ticket_key_evp_cb wants them; negative: failed.
  int seal(const Ticket& ticket) const;
  // 0: unknown key, full handshake; 1: accepted; 2: accepted, and the client gets a new ticket.
  int open(const Ticket& ticket, bool always_renew) const;

 private:
  std::shared_ptr<const TicketKeys> keys_;
  Owned<EVP_CIPHER> cipher_;  // fetched once: a fetch by each handshake takes a lock
};

}  // namespace meridian::tls
