// A blocking TLS client whose socket can also be written to before TLS begins. Verifies nothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace meridian::test {

class RawTlsSocket {
 public:
  explicit RawTlsSocket(std::uint16_t port);
  ~RawTlsSocket();
  RawTlsSocket(const RawTlsSocket&) = delete;
  RawTlsSocket& operator=(const RawTlsSocket&) = delete;

  enum class Push { now, with_next };  // in the same segment as what is sent next
  void send_plain(std::string_view bytes, Push push);
  // Shakes hands, sends, and reads to the end; "" where there was no handshake.
  std::string ask(std::string_view bytes);

 private:
  SSL_CTX* context_;
  SSL* ssl_;
  int fd_;
};

}  // namespace meridian::test
