// The BIO below an SSL: reads from the ciphertext that a caller lends for one call and appends to
// the caller's output buffer. One for each SSL; touched only by that connection's thread.
#pragma once

#include <string_view>

#include "io/tls/openssl.hpp"
#include "meridian/io/tls/engine.hpp"

namespace meridian::tls {

struct Wire {
  std::string_view input;          // what OpenSSL has not taken yet
  CipherBuffer* output = nullptr;  // null between calls: nothing can be written
  bool starved = false;            // OpenSSL asked for more than there was
};

// Gives `ssl` its wire, which dies with it.
void attach_wire(SSL* ssl);

// Lends the caller's buffers to the wire of `ssl` for its own lifetime.
class WireLoan {
 public:
  WireLoan(SSL* ssl, std::string_view input, CipherBuffer& output);
  ~WireLoan() { wire_ = Wire{}; }
  WireLoan(const WireLoan&) = delete;
  WireLoan& operator=(const WireLoan&) = delete;
  Wire& wire() { return wire_; }

 private:
  Wire& wire_;
};

}  // namespace meridian::tls
