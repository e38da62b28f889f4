#include "raw_tls_socket.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "meridian/core/base/check.hpp"

namespace meridian::test {

RawTlsSocket::RawTlsSocket(std::uint16_t port)
    : context_(SSL_CTX_new(TLS_client_method())),
      ssl_(SSL_new(context_)),
      fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const timeval deadline{20, 0};
  const int on = 1;
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  MERIDIAN_CHECK(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  SSL_set_fd(ssl_, fd_);
}

RawTlsSocket::~RawTlsSocket() {
  SSL_free(ssl_);
  SSL_CTX_free(context_);
  ::close(fd_);
}

void RawTlsSocket::send_plain(std::string_view bytes, Push push) {
  const int more = push == Push::with_next ? MSG_MORE : 0;
  const long n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | more);
  MERIDIAN_CHECK(n == static_cast<long>(bytes.size()));
}

std::string RawTlsSocket::ask(std::string_view bytes) {
  std::string answer;
  std::array<char, 4096> piece;
  if (SSL_connect(ssl_) == 1 && SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0) {
    int n = 0;
    while ((n = SSL_read(ssl_, piece.data(), piece.size())) > 0)
      answer.append(piece.data(), static_cast<std::size_t>(n));
  }
  ERR_clear_error();
  return answer;
}

}  // namespace meridian::test
