// A client straight on OpenSSL, for what our own client engine never does: a session offered under
// another name, key updates on end.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {

class RawTlsClient {
 public:
  // Does not verify the server. `session` null: a full handshake.
  RawTlsClient(int version, const std::string& server_name, SSL_SESSION* session = nullptr);
  ~RawTlsClient();
  RawTlsClient(const RawTlsClient&) = delete;
  RawTlsClient& operator=(const RawTlsClient&) = delete;

  // Shakes hands and reads until neither side has bytes for the other.
  void exchange(Side& server);
  SSL* ssl() { return ssl_; }
  std::string take_output();
  SSL_SESSION* session() const { return session_; }  // the last one given; null: none

 private:
  static int on_session(SSL* ssl, SSL_SESSION* session);

  SSL_CTX* context_;
  SSL* ssl_;
  SSL_SESSION* session_ = nullptr;
};

}  // namespace meridian::tls
