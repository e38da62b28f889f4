// One client connection: PROXY header where the listener wants one, handshake, one request after
// the other, and its end. It reads heads and hands each request to an Exchange; input that is not
// consumed waits in `pending_` (at most one read), and nothing more is read meanwhile. Where the
// client speaks HTTP/2, an Http2Session has the word from the handshake to the end.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/http/rewrite.hpp"
#include "meridian/core/proxy_protocol/header.hpp"
#include "meridian/io/net/connection.hpp"
#include "service/proxy/client_stream.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

class Exchange;
class Http2Session;

class Session final : public net::Connection::Owner, public ClientStream, public Handshakes::Entry {
 public:
  Session(WorkerCore& worker, ListenerState& listener, int fd, const IpEndpoint& peer);
  ~Session();

  void on_connection(net::Connection& connection) override;
  void on_deadline() override;
  void resume() override;
  void flush();  // sends what HTTP/2 has to say; see WorkerCore::flush_later
  // Idle: closed at `idle_until`, because a request may be on its way; else after the running
  // exchange, a tunnel within the drain.
  void begin_drain(Instant idle_until);
  void abandon();  // closes at once
  void evict();    // its handshake is the oldest of too many

  // For exchanges.
  net::Connection& connection() { return connection_; }
  const ListenerState& listener() const { return listener_; }
  // Of the transport, or whom a PROXY header of a trusted one names.
  const IpEndpoint& peer() const { return peer_; }
  bool tls() { return connection_.engine() != nullptr; }
  // S14: the client connected to a name that another certificate serves than `host`.
  bool is_misdirected(std::string_view host);
  bool closed() const override { return state_ == State::closed; }
  // Of the name that the client connected to: header lines, empty where there is nothing to say.
  std::string_view hsts() const { return policy_ != nullptr ? policy_->hsts : std::string_view{}; }
  std::string_view client_certificate() const { return client_certificate_; }
  // The next plaintext: what was left over first, then what the socket has.
  net::Connection::Input input() override;
  void unread(std::string_view bytes) override;
  std::string_view waiting() const override { return pending_; }
  void arm(Instant due) override { worker_.wheel.arm(*this, due); }
  bool failed() const override { return connection_.failed(); }
  bool has_backlog() const override { return connection_.has_backlog(); }
  net::WriteState write_head(std::string_view head, std::string_view body) override;
  net::WriteState write(std::string_view bytes) override { return connection_.write(bytes); }
  void write_trailers(std::string_view) override {}
  void finish_writing() override { connection_.shutdown_write(); }
  void exchange_ended(After after) override;
  // HTTP/2 has said its last word; `linger`: what the client still sends is read for a while.
  void http2_ended(After after);
  // How long the TLS handshake took; once, for the first request.
  microseconds take_handshake_time();
  // Between the client and this edge; once, for the first request. 0 where a proxy lies between.
  microseconds take_round_trip();

  void set_index(std::size_t index) { index_ = index; }
  std::size_t index() const { return index_; }
  void set_client(Gate::Slot client) { client_ = client; }
  Gate::Slot client() const { return client_; }

 private:
  void note_held() { held_.set(pending_.size() + taken_.size()); }
  enum class State : std::uint8_t {
    proxy_header,
    handshake,
    idle,
    head,
    exchange,
    http2,
    linger,
    closed
  };

  void begin_protocol();
  void read_proxy_header();
  void take_proxy_header(std::string_view bytes);
  bool take_peer(const IpEndpoint& peer);
  void refuse_proxy_header(proxy_protocol::Refusal refusal);
  void read_requests();
  bool reads_requests() const;
  void take_pending();
  void take(std::string_view bytes);
  void take_partial_head(std::string_view bytes, std::size_t known);  // `known`: seen before
  void begin_exchange(std::string_view head, std::string_view rest);
  void refuse_head(const http::HeadResult& refusal);
  void note_handshake();
  void begin_http2(const net::Connection::Input& read);
  bool takes_preface(std::string_view bytes);
  void linger_for(milliseconds timeout);
  const config::Timeouts& timeouts_now() const { return worker_.snapshot().config->timeouts; }
  void input_ended(net::ReadState state);
  void drain_lingering();
  void close();
  void become(State state, milliseconds timeout);

  WorkerCore& worker_;
  ListenerState& listener_;
  std::shared_ptr<tls::ServerContext> context_;  // outlives the engine made from it
  const tls::ServedPolicy* policy_ = nullptr;    // of context_; null: plain, or no handshake yet
  std::string client_certificate_;
  net::Connection connection_;
  IpEndpoint peer_;
  std::unique_ptr<Exchange> exchange_;
  std::unique_ptr<Http2Session> http2_;
  std::string pending_;      // plaintext not yet consumed
  std::string taken_;        // what was pending_ and is being consumed
  std::size_t scanned_ = 0;  // of a partial head
  std::size_t lingered_ = 0;
  std::size_t index_ = 0;
  Gate::Slot client_ = Gate::Slot::none;
  net::HeldBytes held_;
  Instant accepted_at_;
  microseconds handshake_time_{};
  State state_;
  bool handshake_noted_ = false;
  bool round_trip_due_ = true;
  bool pending_is_fresh_ = false;  // the beginning of a request nobody has looked at
  bool speaks_http2_ = false;      // agreed on in the handshake
  bool preface_due_ = false;       // may begin with the preface of HTTP/2 instead of a head
};

}  // namespace meridian::proxy
