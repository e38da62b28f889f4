// A client's non-blocking connection to the proxy, with or without TLS. Owns the descriptor.
#pragma once

#include <netinet/in.h>
#include <openssl/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace meridian::load {

struct Target {
  sockaddr_in address{};
  bool tls = false;
  std::string host;  // Host field and SNI
};

// "127.0.0.1:8443"; IPv4 only.
std::optional<sockaddr_in> parse_address(std::string_view text);
// Verifies nothing: the benches' certificates are self-signed.
SSL_CTX* make_client_context();

class ClientSocket {
 public:
  enum class Status { moved, blocked, closed };
  struct Transfer {
    Status status = Status::closed;
    std::size_t bytes = 0;
  };

  // Begins to connect; the first read or write completes connection and handshake.
  ClientSocket(const Target& target, SSL_CTX* context);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  int descriptor() const { return descriptor_; }
  bool open() const { return descriptor_ >= 0; }
  // `moved`: connected, handshake complete.
  Status establish();
  Transfer read(char* into, std::size_t room);
  Transfer write(std::string_view bytes);

 private:
  Transfer tls_outcome(int result);

  int descriptor_ = -1;
  SSL* ssl_ = nullptr;
};

}  // namespace meridian::load
