// The TLS state of one connection without its socket: ciphertext in, plaintext out and the reverse,
// over a BIO of our own that reads from and writes to the caller's (worker-shared) buffers. Between
// calls nothing of the caller's memory is referenced: every input is consumed before a call
// returns, and nothing is left in the thread's OpenSSL error queue. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "meridian/io/tls/context.hpp"

typedef struct ssl_st SSL;

namespace meridian::tls {

struct Wire;

// Where ciphertext is appended. Owned by the worker, flushed by the connection with one send.
class CipherBuffer {
 public:
  explicit CipherBuffer(std::size_t capacity);
  bool append(const char* bytes, std::size_t n);  // false: no room, nothing was appended
  std::string_view view() const { return {bytes_.get(), size_}; }
  std::size_t room() const { return capacity_ - size_; }
  void clear() { size_ = 0; }

 private:
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t size_ = 0;
};

// Room that read() of 64 KiB and write() of 68 KiB never exceed.
inline constexpr std::size_t kCipherBufferBytes = 128 * 1024;

enum class EngineState : std::uint8_t {
  handshaking,
  open,
  closed,  // the peer sent close_notify: end of data, we may still write
  failed,  // see failure(); what is in the output buffer (an alert) should still be sent
};

// Who a client has proved to be.
struct PeerCertificate {
  std::string der;
  std::string sha256;   // of the DER, 64 hexadecimal digits
  std::string subject;  // RFC 2253, ASCII
};

class Engine {
 public:
  // `context` must outlive the engine.
  static std::unique_ptr<Engine> server(const ServerContext& context);
  // `server_name`: SNI and verified name; an IP literal is verified as such and not sent as SNI.
  static std::unique_ptr<Engine> client(const ClientContext& context,
                                        const std::string& server_name);
  ~Engine();

  // Client side: writes the first flight.
  EngineState start(CipherBuffer& out);
  // Takes all of `cipher`. Plaintext goes to `plain`, which must be at least as large as `cipher`
  // plus 16 KiB; `bytes` says how much. What TLS has to say (handshake, alert, key update) is
  // appended to `out`.
  struct ReadResult {
    std::size_t bytes = 0;
    EngineState state = EngineState::handshaking;
  };
  ReadResult read(std::string_view cipher, std::span<char> plain, CipherBuffer& out);
  // Encrypts all of `plain` (<= 68 KiB) in records as large as possible. False: failed, or the
  // handshake is not done.
  bool write(std::string_view plain, CipherBuffer& out);
  void shutdown(CipherBuffer& out);  // close_notify, once

  EngineState state() const { return state_; }
  // One line for the log, of constant text: nothing of it comes from the peer.
  std::string_view failure() const { return failure_; }
  bool resumed() const;
  std::uint16_t version() const;         // 0x0303, 0x0304
  std::string_view alpn() const;         // "" where none was agreed
  std::string_view server_name() const;  // SNI of the client; "" without
  // Of a client that showed a certificate and whose certificate was verified, now or when the
  // session began that it resumed.
  std::optional<PeerCertificate> peer_certificate() const;

 private:
  explicit Engine(SSL* ssl);
  void handshake();
  std::size_t decrypt(std::span<char> plain, const Wire& wire);
  void fail(std::string_view text);

  SSL* ssl_;
  EngineState state_ = EngineState::handshaking;
  std::uint8_t records_without_data_ = 0;  // in a row
  std::string_view failure_;
};

}  // namespace meridian::tls
