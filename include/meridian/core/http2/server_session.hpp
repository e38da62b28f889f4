// The server's side of one HTTP/2 connection (RFC 9113) as a pure machine: bytes of the client in,
// requests out, responses in, bytes for the client out. Framing, HPACK and the states of streams
// are nghttp2's; the rest is here: what a request is to the rest of the program, flow control tied
// to who reads the body, budgets against abuse, and draining. Time is an argument.
//
// Faults of one stream reset it, faults of the connection end it: over() is true, and what write()
// still yields says why.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/http2/fault.hpp"
#include "meridian/core/http2/stream.hpp"

struct nghttp2_session;

namespace meridian::http2 {

// What a client of HTTP/2 sends first.
inline constexpr std::string_view kClientPreface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

class ServerSession {
 public:
  // `nonce`: drawn anew for each session.
  explicit ServerSession(std::uint64_t nonce = 0);
  ~ServerSession();
  ServerSession(const ServerSession&) = delete;

  // Takes all of `in`. Afterwards next_news() tells which streams have changed.
  void receive(std::string_view in, Instant now);
  // A stream with a new request, more of its body, room for more of its response, or that was
  // reset; null: there is none, or the connection has failed. Each stream is told once for whatever
  // has happened to it.
  Stream* next_news();
  bool has_news() const { return !failed_ && !news_.empty(); }

  // What came of the body since the last call, valid until the next one; gives the client as much
  // credit to send.
  std::string_view take_input(Stream& stream);
  // A complete head of HTTP/1.1, final or interim; what stands behind it is content. A 101 is the
  // final one of a stream that asked for a WebSocket, whose tunnel is the content.
  void send_head(Stream& stream, std::string_view text);
  void send(Stream& stream, std::string_view content);
  // The response is complete. A request that is not will be told that nobody reads it (S11).
  // `trailers`: "name: value\r\n" lines.
  void end(Stream& stream, std::string_view trailers = {});
  // Likewise, while the client is still listened to.
  void finish(Stream& stream);
  // The response is cut short (F7).
  void reset(Stream& stream);
  // Of a stream that was reset.
  void forget(Stream& stream);

  // The next bytes for the client: frames of all streams, one behind the other. `out` has room for
  // kWriteBytesMin at least. Empty: nothing is to be sent now.
  static constexpr std::size_t kWriteBytesMin = 17 * 1024;
  std::string_view write(std::span<char> out);

  // S10: no new streams after a round trip; those there are end.
  void begin_drain();
  void finish_drain();  // without waiting for the client's answer
  // Blames the client for `fault` and ends the connection.
  void fail(Fault fault);
  // Nothing is read any more: when write() yields nothing the connection is to be closed.
  bool over() const;

  std::size_t streams() const { return open_; }  // that are not closed, or are handled by somebody
  bool in_header_block() const { return in_header_block_; }
  // Of a response that is complete something is still to be sent: the client has to take it.
  bool output_waits() const;
  std::uint64_t content_sent() const { return content_sent_; }
  std::size_t held() const { return held_; }  // bytes kept for streams
  // How often what was counted since the last call.
  using FaultCounts = std::array<std::uint32_t, kFaultCount>;
  bool has_faults() const { return faulty_; }
  FaultCounts take_faults();

 private:
  friend struct Callbacks;

  Stream* open_stream(std::int32_t id);
  void close_stream(Stream& stream);
  void release(Stream& stream);
  void add_news(Stream& stream);
  void add_dirty(Stream& stream);
  void submit(Stream& stream);
  void submit_interim(std::string_view head, Stream& stream);
  void count(Fault fault);
  bool spend(Fault fault);  // false: the connection is to end
  void blame_reset(Stream* stream);
  void refuse_rest(Stream& stream);
  void send_settings();
  void note_held(const Stream& stream, std::size_t before) { held_ += stream.held() - before; }

  nghttp2_session* session_ = nullptr;
  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<std::unique_ptr<Stream>> spare_;
  std::vector<Stream*> news_;   // oldest first
  std::vector<Stream*> dirty_;  // something of theirs is to be given to the library
  std::span<char> room_;        // of write(): what is left
  std::string overflow_;        // a frame that had no room in it
  std::uint64_t nonce_;
  FaultBudgets budgets_;
  FaultCounts faults_{};
  Instant now_{};
  std::size_t open_ = 0;
  std::size_t held_ = 0;
  std::uint64_t content_sent_ = 0;
  struct IdRange {
    std::int32_t first = 0;
    std::int32_t last = 0;
  };
  std::int32_t highest_id_ = 0;  // of a stream
  IdRange passed_over_;          // ids that were skipped last
  std::uint32_t continuations_ = 0;
  std::uint32_t window_updates_free_;
  std::size_t list_bytes_ = 0;  // of the header block in work
  bool in_header_block_ = false;
  bool faulty_ = false;
  bool failed_ = false;
  bool draining_ = false, drained_ = false;
};

}  // namespace meridian::http2
