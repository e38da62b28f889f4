// A client connection that speaks HTTP/2: feeds the machine of core/http2 with what was read, hands
// its requests to exchanges, and sends what they and the machine have to say, the frames of all
// streams together, once a turn. The connection itself (socket, TLS, deadline, end) is the
// session's. One thread.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "meridian/core/http2/server_session.hpp"
#include "meridian/io/net/held_bytes.hpp"
#include "service/proxy/client_stream.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

class Exchange;
class Http2Session;

// Taken for one request, then used again for another.
class Http2Stream final : public ClientStream {
 public:
  Http2Stream(WorkerCore& worker, Http2Session& connection, Session& session);
  ~Http2Stream();

  void begin(http2::Stream& stream);
  bool in_use() const { return stream_ != nullptr; }
  void on_news();  // also that the connection is gone
  void begin_drain();
  void abandon();

  void on_deadline() override;
  void resume() override { on_news(); }
  bool closed() const override { return !in_use(); }
  void arm(Instant due) override { worker_.wheel.arm(*this, due); }
  net::Connection::Input input() override;
  void unread(std::string_view bytes) override;
  std::string_view waiting() const override { return pending_; }
  bool failed() const override;
  bool has_backlog() const override { return stream_->is_full(); }
  net::WriteState write_head(std::string_view head, std::string_view body) override;
  net::WriteState write(std::string_view bytes) override;
  void write_trailers(std::string_view lines) override { trailers_.assign(lines); }
  void finish_writing() override;
  void exchange_ended(After after) override;

 private:
  bool accepts_websocket(std::string_view head) const;

  WorkerCore& worker_;
  Http2Session& connection_;
  http2::Stream* stream_ = nullptr;  // null: not in use
  std::unique_ptr<Exchange> exchange_;
  std::string pending_;
  std::string taken_;  // what was pending_
  std::string trailers_;
};

class Http2Session {
 public:
  Http2Session(WorkerCore& worker, Session& session);
  ~Http2Session();

  // `read`: what the connection gave when it was known to speak HTTP/2.
  void begin(const net::Connection::Input& read);
  void on_connection();
  void on_deadline();
  void flush();  // at the end of a turn
  void begin_drain();
  void abandon();

 private:
  friend class Http2Stream;

  http2::ServerSession& machine() { return machine_; }
  net::Connection& connection();
  void flush_later();
  bool take(const net::Connection::Input& in);  // false: nothing more is to be read now
  void take_news();
  Http2Stream& stream_for_request();
  void write_output();
  void count_faults();
  void client_gone();
  // The last word is said: what still runs is broken off, the connection closes.
  void end(ClientStream::After after);
  void say_goodbye();  // GOAWAY, and the end
  void note_progress();
  void arm();
  template <class Act>
  void for_each_stream(Act act);

  WorkerCore& worker_;
  Session& session_;
  http2::ServerSession machine_;
  std::vector<std::unique_ptr<Http2Stream>> streams_;
  net::HeldBytes held_;
  Instant header_since_{};  // of a header block that is not complete
  Instant drain_due_{};     // the client's answer is not waited for any longer
  Instant progress_at_{};   // content was sent, or none waited
  Instant active_at_{};     // something was sent or received
  std::uint64_t content_sent_ = 0;
  bool ended_ = false;
};

}  // namespace meridian::proxy
