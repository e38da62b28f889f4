// One client connection: PROXY header where the listener wants one, handshake, one request after
// the other, and its end. It reads heads and hands each request to an Exchange; input that is not
// consumed waits in `pending_` (at most one read), and nothing more is read meanwhile.
//
// What an Exchange uses of it (input, unread, connection, exchange_ended) is what a stream of
// another protocol version will offer as well.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/http/rewrite.hpp"
#include "meridian/core/proxy_protocol/header.hpp"
#include "meridian/io/net/connection.hpp"
#include "meridian/io/net/deadline_wheel.hpp"
#include "service/proxy/worker_core.hpp"

namespace meridian::proxy {

class Exchange;

class Session final : public net::Connection::Owner, public net::Deadline {
 public:
  Session(WorkerCore& worker, ListenerState& listener, int fd, const IpEndpoint& peer);
  ~Session();

  void on_connection(net::Connection& connection) override;
  void on_deadline() override;
  void resume();       // more input is waiting than the last turn could take
  void begin_drain();  // idle: close; else after the running exchange
  void abandon();      // closes at once

  // For the exchange.
  net::Connection& connection() { return connection_; }
  const ListenerState& listener() const { return listener_; }
  // Of the transport, or whom a PROXY header of a trusted one names.
  const IpEndpoint& peer() const { return peer_; }
  bool tls() { return connection_.engine() != nullptr; }
  // S14: the client connected to a name that another certificate serves than `host`.
  bool is_misdirected(std::string_view host);
  bool closed() const { return state_ == State::closed; }
  // The next plaintext: what was left over first, then what the socket has.
  net::Connection::Input input();
  void unread(std::string_view bytes);  // at most once for each input()
  std::string_view waiting() const { return pending_; }
  void arm(Instant due) { worker_.wheel.arm(*this, due); }
  enum class After : std::uint8_t {
    next_request,
    linger,  // the response says close, the request was not read to its end
    close,   // in order
    abort,   // visibly broken: reset
  };
  void exchange_ended(After after);
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
  enum class State : std::uint8_t { proxy_header, handshake, idle, head, exchange, linger, closed };

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
  void input_ended(net::ReadState state);
  void drain_lingering();
  void close();
  void become(State state, milliseconds timeout);

  WorkerCore& worker_;
  ListenerState& listener_;
  std::shared_ptr<tls::ServerContext> context_;  // outlives the engine made from it
  net::Connection connection_;
  IpEndpoint peer_;
  std::unique_ptr<Exchange> exchange_;
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
};

}  // namespace meridian::proxy
