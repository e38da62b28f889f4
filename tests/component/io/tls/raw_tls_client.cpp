#include "tests/component/io/tls/raw_tls_client.hpp"

#include <openssl/err.h>

#include <array>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

RawTlsClient::RawTlsClient(int version, const std::string& server_name, SSL_SESSION* session)
    : context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX_set_max_proto_version(context_, version);
  SSL_CTX_set_session_cache_mode(context_, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context_, on_session);
  ssl_ = SSL_new(context_);
  MERIDIAN_CHECK(ssl_ != nullptr);
  SSL_set_app_data(ssl_, this);
  SSL_set_bio(ssl_, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
  SSL_set_connect_state(ssl_);
  SSL_set_tlsext_host_name(ssl_, server_name.c_str());
  if (session != nullptr) SSL_set_session(ssl_, session);
}

RawTlsClient::~RawTlsClient() {
  SSL_SESSION_free(session_);
  SSL_free(ssl_);
  SSL_CTX_free(context_);
}

int RawTlsClient::on_session(SSL* ssl, SSL_SESSION* session) {
  auto* client = static_cast<RawTlsClient*>(SSL_get_app_data(ssl));
  SSL_SESSION_free(client->session_);
  client->session_ = session;
  return 1;  // the reference is ours now
}

std::string RawTlsClient::take_output() {
  std::string output;
  std::array<char, 4096> piece;
  int n = 0;
  while ((n = BIO_read(SSL_get_wbio(ssl_), piece.data(), piece.size())) > 0)
    output.append(piece.data(), static_cast<std::size_t>(n));
  return output;
}

void RawTlsClient::exchange(Side& server) {
  std::array<char, 4096> piece;
  while (true) {
    SSL_read(ssl_, piece.data(), piece.size());  // also the handshake
    ERR_clear_error();
    const std::string up = take_output();
    if (!up.empty()) server.receive(up);
    const std::string down = server.take_output();
    if (up.empty() && down.empty()) return;
    BIO_write(SSL_get_rbio(ssl_), down.data(), static_cast<int>(down.size()));
  }
}

}  // namespace meridian::tls
