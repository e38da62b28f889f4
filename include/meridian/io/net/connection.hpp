// A connected socket, plain or TLS, as the proxy sees it: plaintext in, plaintext out. Input lands
// in the worker's shared buffers and must be consumed or saved by the caller before it returns to
// the loop. Output that the kernel does not take is kept here (the backlog); while there is one,
// write() must not be called: that is back-pressure. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "meridian/core/base/limits.hpp"
#include "meridian/io/net/held_bytes.hpp"
#include "meridian/io/net/reactor.hpp"
#include "meridian/io/tls/engine.hpp"

namespace meridian::net {

// Shared by all connections of a worker.
struct IoBuffers {
  IoBuffers();
  // Plaintext just read begins at `plain + kHeadRoomBytes`.
  std::unique_ptr<char[]> plain;
  std::unique_ptr<char[]> cipher;
  tls::CipherBuffer cipher_out{tls::kCipherBufferBytes};
  std::vector<std::vector<char>> spare;  // backlogs given back
  // What connections and those who use them keep: backlogs, input, heads, bodies.
  std::size_t held = 0;
  static constexpr std::size_t kPlainBytes =
      limits::kHeadRoomBytes + limits::kRelayChunkBytes + 16 * 1024 + 1024;
};

enum class ReadState : std::uint8_t {
  data,     // `bytes` is not empty
  blocked,  // nothing now: on_ready will tell
  end,      // the peer ended its side in order
  failed,   // reset, TLS failure, or FIN inside a TLS stream: the data may be cut short
};

enum class WriteState : std::uint8_t { sent, backlogged, failed };

class Connection final : public Watch {
 public:
  // Told after the connection has noted the event and sent what it could of its backlog.
  class Owner {
   public:
    virtual void on_connection(Connection& connection) = 0;

   protected:
    ~Owner() = default;
  };

  // Owns `fd`. `engine` null: plain.
  Connection(Reactor& reactor, IoBuffers& buffers, int fd, std::unique_ptr<tls::Engine> engine);
  ~Connection();

  void set_owner(Owner* owner) { owner_ = owner; }
  int fd() const { return fd_; }
  tls::Engine* engine() { return engine_.get(); }

  // Outgoing only. Pending until the first writable event.
  enum class ConnectState : std::uint8_t { pending, done, failed };
  ConnectState finish_connect();
  // Client TLS: sends the first flight. Afterwards read() drives the handshake.
  WriteState start_tls();
  bool handshake_done() const;

  struct Input {
    ReadState state;
    std::string_view bytes;  // in IoBuffers::plain, at kHeadRoomBytes
  };
  Input read();
  // What stands in front of the protocol, TLS or plain: peek() shows up to `most` bytes as they
  // were received and leaves them, drop() takes the first of them away, send_first() sends bytes as
  // they are. Only before the first read(), write() or start_tls().
  Input peek(std::size_t most);
  void drop(std::size_t bytes);  // of those that peek() has shown
  bool send_first(std::string_view bytes);
  // Sends the concatenation with as few records and system calls as possible.
  WriteState write(std::string_view first, std::string_view second = {});
  bool has_backlog() const { return !backlog_.empty(); }
  bool failed() const { return failed_; }
  bool peer_closed() const { return peer_closed_; }
  bool may_have_input() const { return readable_; }

  // TLS close_notify and FIN; the socket stays for reading.
  void shutdown_write();
  std::uint64_t bytes_received() const { return received_; }

  void on_ready(Readiness readiness) override;

 private:
  Input read_plain();
  Input read_tls();
  WriteState send_now(std::string_view first, std::string_view second);
  WriteState send_cipher();
  WriteState keep(std::string_view rest);
  void flush();
  long receive(char* into, std::size_t capacity);

  Reactor& reactor_;
  IoBuffers& buffers_;
  Owner* owner_ = nullptr;
  std::unique_ptr<tls::Engine> engine_;
  std::vector<char> backlog_;
  std::size_t backlog_sent_ = 0;
  HeldBytes held_;
  std::uint64_t received_ = 0;
  int fd_;
  bool readable_ = true;  // optimistic: the first read finds out
  bool writable_seen_ = false;
  bool peer_closed_ = false;
  bool failed_ = false;
  bool write_shut_ = false;
  bool shut_after_backlog_ = false;
};

}  // namespace meridian::net
