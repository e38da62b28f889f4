#include "transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <iterator>

#include "meridian/core/base/check.hpp"

namespace meridian::origin {
namespace {

int clamp_length(std::size_t length) {
  return static_cast<int>(std::min<std::size_t>(length, INT_MAX));
}

Transfer socket_outcome(ssize_t result) {
  if (result > 0) return {Transfer::Status::moved, static_cast<std::size_t>(result)};
  if (result < 0 && (errno == EAGAIN || errno == EINTR)) return {Transfer::Status::blocked, 0};
  return {Transfer::Status::closed, 0};
}

int choose_http1(SSL*, const unsigned char** out, unsigned char* out_length,
                 const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr unsigned char kOurs[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* chosen = nullptr;
  const int found =
      SSL_select_next_proto(&chosen, out_length, kOurs, std::size(kOurs), offered, offered_length);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

}  // namespace

Transport::Transport(int descriptor, SSL_CTX* context) : descriptor_(descriptor) {
  if (context == nullptr) return;
  ssl_ = SSL_new(context);
  MERIDIAN_CHECK(ssl_ != nullptr);
  SSL_set_fd(ssl_, descriptor_);
  SSL_set_accept_state(ssl_);
}

Transport::~Transport() {
  SSL_free(ssl_);
  close(descriptor_);
}

Transfer Transport::read(char* into, std::size_t room) {
  if (ssl_ == nullptr) return socket_outcome(recv(descriptor_, into, room, 0));
  ERR_clear_error();
  return tls_outcome(SSL_read(ssl_, into, clamp_length(room)));
}

Transfer Transport::write(std::string_view bytes) {
  if (ssl_ == nullptr) {
    return socket_outcome(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  ERR_clear_error();
  return tls_outcome(SSL_write(ssl_, bytes.data(), clamp_length(bytes.size())));
}

Transfer Transport::tls_outcome(int result) {
  if (result > 0) return {Transfer::Status::moved, static_cast<std::size_t>(result)};
  const int reason = SSL_get_error(ssl_, result);
  const bool blocked = reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
  return {blocked ? Transfer::Status::blocked : Transfer::Status::closed, 0};
}

bool Transport::has_pending() const {
  return ssl_ != nullptr && SSL_has_pending(ssl_) == 1;
}

void Transport::finish() {
  if (ssl_ != nullptr) SSL_shutdown(ssl_);
  shutdown(descriptor_, SHUT_WR);
}

SSL_CTX* make_server_context(const char* certificate, const char* key) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  MERIDIAN_CHECK(context != nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context, choose_http1, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context, certificate) == 1 &&
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1) {
    return context;
  }
  ERR_print_errors_fp(stderr);
  SSL_CTX_free(context);
  return nullptr;
}

}  // namespace meridian::origin
