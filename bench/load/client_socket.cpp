#include "client_socket.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::load {
namespace {

ClientSocket::Transfer socket_outcome(ssize_t result) {
  using Status = ClientSocket::Status;
  if (result > 0) return {Status::moved, static_cast<std::size_t>(result)};
  const bool blocked = result < 0 && (errno == EAGAIN || errno == EINTR);
  return {blocked ? Status::blocked : Status::closed, 0};
}

int clamp_length(std::size_t length) {
  return static_cast<int>(std::min<std::size_t>(length, INT_MAX));
}

}  // namespace

std::optional<sockaddr_in> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = parse_decimal(text.substr(colon + 1));
  if (!port || *port > 65535) return std::nullopt;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(*port));
  const std::string host(text.substr(0, colon));
  if (inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) return std::nullopt;
  return address;
}

SSL_CTX* make_client_context() {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  MERIDIAN_CHECK(context != nullptr);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  return context;
}

ClientSocket::ClientSocket(const Target& target, SSL_CTX* context)
    : descriptor_(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)) {
  MERIDIAN_CHECK(descriptor_ >= 0);
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const auto* address = reinterpret_cast<const sockaddr*>(&target.address);
  if (connect(descriptor_, address, sizeof target.address) != 0 && errno != EINPROGRESS) {
    close(descriptor_);
    descriptor_ = -1;
    return;
  }
  if (!target.tls) return;
  ssl_ = SSL_new(context);
  MERIDIAN_CHECK(ssl_ != nullptr);
  SSL_set_fd(ssl_, descriptor_);
  SSL_set_tlsext_host_name(ssl_, target.host.c_str());
  SSL_set_connect_state(ssl_);
}

ClientSocket::~ClientSocket() {
  SSL_free(ssl_);
  if (descriptor_ >= 0) close(descriptor_);
}

ClientSocket::Status ClientSocket::establish() {
  if (!open()) return Status::closed;
  if (ssl_ != nullptr) {
    ERR_clear_error();
    return tls_outcome(SSL_do_handshake(ssl_)).status;
  }
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) return Status::closed;
  sockaddr_in peer{};
  socklen_t peer_length = sizeof peer;
  const int named = getpeername(descriptor_, reinterpret_cast<sockaddr*>(&peer), &peer_length);
  return named == 0 ? Status::moved : Status::blocked;
}

ClientSocket::Transfer ClientSocket::read(char* into, std::size_t room) {
  if (ssl_ == nullptr) return socket_outcome(recv(descriptor_, into, room, 0));
  ERR_clear_error();
  return tls_outcome(SSL_read(ssl_, into, clamp_length(room)));
}

ClientSocket::Transfer ClientSocket::write(std::string_view bytes) {
  if (ssl_ == nullptr) {
    return socket_outcome(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  ERR_clear_error();
  return tls_outcome(SSL_write(ssl_, bytes.data(), clamp_length(bytes.size())));
}

ClientSocket::Transfer ClientSocket::tls_outcome(int result) {
  if (result > 0) return {Status::moved, static_cast<std::size_t>(result)};
  const int reason = SSL_get_error(ssl_, result);
  const bool blocked = reason == SSL_ERROR_WANT_READ || reason == SSL_ERROR_WANT_WRITE;
  return {blocked ? Status::blocked : Status::closed, 0};
}

}  // namespace meridian::load
