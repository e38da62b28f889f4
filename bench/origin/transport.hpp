// A non-blocking socket, with or without TLS. Owns the descriptor. One thread.
#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <string_view>

namespace meridian::origin {

struct Transfer {
  enum class Status { moved, blocked, closed };
  Status status = Status::closed;
  std::size_t bytes = 0;  // > 0 where moved
};

class Transport {
 public:
  // `context` null: plain. Takes over `descriptor`, already non-blocking.
  Transport(int descriptor, SSL_CTX* context);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  int descriptor() const { return descriptor_; }
  Transfer read(char* into, std::size_t room);
  Transfer write(std::string_view bytes);
  // Bytes that no readiness event will announce any more.
  bool has_pending() const;
  // TLS close_notify and FIN, as far as they fit now.
  void finish();

 private:
  Transfer tls_outcome(int result);

  int descriptor_;
  SSL* ssl_ = nullptr;
};

// A server context that offers http/1.1. Null, with a message on stderr, where the files are bad.
SSL_CTX* make_server_context(const char* certificate, const char* key);

}  // namespace meridian::origin
