#include "service/proxy/session.hpp"

#include <algorithm>

#include "meridian/core/base/text.hpp"
#include "meridian/io/net/socket.hpp"
#include "service/proxy/client_certificate.hpp"
#include "service/proxy/exchange.hpp"
#include "service/proxy/http2_session.hpp"

namespace meridian::proxy {

namespace {

bool is_trusted(const Snapshot& snapshot, const IpEndpoint& peer) {
  return snapshot.trusted_proxies.contains(peer.address);
}

// H10: where the header is optional, nobody but a trusted peer gets the chance to send one.
bool expects_header(const Snapshot& snapshot, const config::Listener& listener,
                    const IpEndpoint& peer) {
  using config::ProxyProtocol;
  return listener.proxy_protocol == ProxyProtocol::required ||
         (listener.proxy_protocol == ProxyProtocol::optional && is_trusted(snapshot, peer));
}

}  // namespace

Session::Session(WorkerCore& worker, ListenerState& listener, int fd, const IpEndpoint& peer)
    : ClientStream(*this, http::Version::http1_1),
      worker_(worker),
      listener_(listener),
      context_(listener.context),
      connection_(worker.reactor, worker.buffers, fd,
                  listener.context != nullptr ? tls::Engine::server(*listener.context) : nullptr),
      peer_(peer),
      held_(worker.buffers.held),
      accepted_at_(worker.now),
      state_(State::handshake) {
  connection_.set_owner(this);
  handshake_noted_ = !tls();
  const auto& alpn = listener.config.alpn;
  preface_due_ = !tls() && std::find(alpn.begin(), alpn.end(), "h2") != alpn.end();
  if (expects_header(worker_.snapshot(), listener_.config, peer_))
    become(State::proxy_header, timeouts_now().handshake);
  else
    begin_protocol();
}

Session::~Session() = default;

void Session::begin_protocol() {
  if (!tls()) return become(State::head, timeouts_now().request_head);
  state_ = State::handshake;
  arm(accepted_at_ + timeouts_now().handshake);  // a PROXY header was a part of it
}

void Session::become(State state, milliseconds timeout) {
  state_ = state;
  arm(worker_.now + timeout);
}

void Session::on_connection(net::Connection& /*connection*/) {
  switch (state_) {
    case State::proxy_header: read_proxy_header(); return;
    case State::handshake:
    case State::idle:
    case State::head: read_requests(); break;
    case State::exchange: exchange_->on_client(); break;
    case State::http2: http2_->on_connection(); break;
    case State::linger: drain_lingering(); break;
    case State::closed: break;
  }
  note_held();
}

void Session::resume() {
  on_connection(connection_);
}

void Session::read_requests() {
  for (int turn = 0; turn < limits::kRelayTurnsMax; ++turn) {
    // An answer that the client does not take stops its next request.
    if (!reads_requests() || connection_.has_backlog()) return;
    if (pending_is_fresh_) {
      take_pending();
      continue;
    }
    const net::Connection::Input in = connection_.read();
    note_handshake();
    if (speaks_http2_) return begin_http2(in);
    if (in.state == net::ReadState::blocked) return;
    if (in.state != net::ReadState::data) return input_ended(in.state);
    if (pending_.empty()) {
      take(in.bytes);
    } else {
      pending_.append(in.bytes);
      take_pending();
    }
  }
  worker_.run_again(*this);
}

void Session::read_proxy_header() {
  using proxy_protocol::Refusal;
  if (!is_trusted(worker_.snapshot(), peer_)) return refuse_proxy_header(Refusal::untrusted_peer);
  const net::Connection::Input in = connection_.peek(limits::kProxyHeaderBytesMax);
  if (in.state == net::ReadState::blocked) return;
  if (in.state == net::ReadState::data) return take_proxy_header(in.bytes);
  close();  // without a byte: nobody has been refused
}

// `bytes`: all there are so far.
void Session::take_proxy_header(std::string_view bytes) {
  using proxy_protocol::Refusal;
  const proxy_protocol::Parsed parsed = proxy_protocol::parse(bytes);
  switch (parsed.state) {
    case proxy_protocol::State::incomplete:
      if (connection_.peer_closed()) refuse_proxy_header(Refusal::incomplete);
      return;
    case proxy_protocol::State::refused: return refuse_proxy_header(parsed.refusal);
    case proxy_protocol::State::absent:
      if (listener_.config.proxy_protocol == config::ProxyProtocol::required)
        return refuse_proxy_header(Refusal::missing);
      break;
    case proxy_protocol::State::complete:
      connection_.drop(parsed.bytes);
      if (parsed.header.addresses && !take_peer(parsed.header.addresses->source)) return;
      break;
  }
  begin_protocol();
  read_requests();
}

// False: this client has as many connections as it may have, and this one was closed.
bool Session::take_peer(const IpEndpoint& peer) {
  peer_ = peer;
  round_trip_due_ = false;
  const Gate::Verdict verdict = worker_.gate.begin_client(peer.address, worker_.now, client_);
  if (!verdict.refused()) return true;
  worker_.count_refused(verdict);
  close();
  return false;
}

void Session::refuse_proxy_header(proxy_protocol::Refusal refusal) {
  worker_.metrics.proxy_headers_refused[static_cast<std::size_t>(refusal)].add();
  close();
}

bool Session::reads_requests() const {
  return state_ == State::handshake || state_ == State::idle || state_ == State::head;
}

void Session::take_pending() {
  pending_is_fresh_ = false;
  taken_.swap(pending_);
  pending_.clear();
  take(taken_);
}

// `bytes` begin at a request head.
void Session::take(std::string_view bytes) {
  if (preface_due_ && takes_preface(bytes)) return;
  const std::size_t known = scanned_;
  const std::size_t end = http::find_head_end(bytes, scanned_);
  if (end == std::string_view::npos) return take_partial_head(bytes, known);
  scanned_ = 0;
  begin_exchange(bytes.substr(0, end), bytes.substr(end));
}

// What can be told to be wrong is refused before its end, which may never come (a head whose lines
// end in a bare LF has none). Looked at first and with every further line: as many times as a head
// may have lines, whatever the pieces it comes in.
void Session::take_partial_head(std::string_view bytes, std::size_t known) {
  const std::size_t head_max = worker_.snapshot().config->limits.head_bytes;
  const bool more_lines = known == 0 || bytes.substr(known).find('\n') != bytes.npos;
  const bool long_line = bytes.size() > limits::kRequestLineBytesMax &&
                         bytes.substr(0, limits::kRequestLineBytesMax).find('\n') == bytes.npos;
  if (more_lines || long_line || bytes.size() > head_max) {
    const auto result = http::parse_request_head(bytes, head_max, worker_.request_head);
    if (result.state == http::HeadState::refused) return refuse_head(result);
  }
  if (state_ != State::head) become(State::head, timeouts_now().request_head);
  unread(bytes);
}

void Session::note_handshake() {
  if (handshake_noted_ || !connection_.handshake_done()) return;
  handshake_noted_ = true;
  worker_.handshakes.end(*this);
  const tls::Engine& engine = *connection_.engine();
  auto& metrics = worker_.metrics;
  if (engine.state() == tls::EngineState::failed) return;  // counted where the connection ends
  (engine.version() == 0x0304 ? metrics.handshakes_tls13 : metrics.handshakes_tls12).add();
  if (engine.resumed()) {
    (engine.version() == 0x0304 ? metrics.handshakes_tls13_resumed
                                : metrics.handshakes_tls12_resumed)
        .add();
  }
  handshake_time_ = std::chrono::duration_cast<microseconds>(worker_.now - accepted_at_);
  speaks_http2_ = engine.alpn() == "h2";
  policy_ = &context_->policy_of(engine.server_name());
  if (policy_->tells_client)
    if (const auto client = engine.peer_certificate())
      client_certificate_ = client_certificate_lines(*client);
  become(State::head, timeouts_now().request_head);
}

// True: these bytes are, or may become, the beginning of HTTP/2 by prior knowledge (RFC 9113, 3.3).
bool Session::takes_preface(std::string_view bytes) {
  const std::size_t size = std::min(bytes.size(), http2::kClientPreface.size());
  preface_due_ = bytes.substr(0, size) == http2::kClientPreface.substr(0, size);
  if (!preface_due_) return false;
  if (size == http2::kClientPreface.size()) {
    begin_http2({net::ReadState::data, bytes});
  } else {
    unread(bytes);
  }
  return true;
}

void Session::begin_http2(const net::Connection::Input& read) {
  state_ = State::http2;
  http2_ = std::make_unique<Http2Session>(worker_, *this);
  http2_->begin(read);
}

void Session::flush() {
  if (state_ == State::http2) http2_->flush();
}

microseconds Session::take_handshake_time() {
  return std::exchange(handshake_time_, microseconds{0});
}

microseconds Session::take_round_trip() {
  return std::exchange(round_trip_due_, false) ? net::round_trip(connection_.fd())
                                               : microseconds{0};
}

bool Session::is_misdirected(std::string_view host) {
  if (!tls() || host.empty()) return false;
  const std::string_view name = connection_.engine()->server_name();
  if (equals_ignoring_case(name, host)) return false;
  return !context_->serves_alike(name, host);
}

void Session::begin_exchange(std::string_view head, std::string_view rest) {
  state_ = State::exchange;
  exchange_ = worker_.take_exchange();
  // The head may be in taken_, which stays untouched until the exchange has copied it.
  if (!rest.empty()) pending_.assign(rest);
  exchange_->begin(*this, head);
}

void Session::refuse_head(const http::HeadResult& refusal) {
  state_ = State::exchange;
  exchange_ = worker_.take_exchange();
  exchange_->refuse_head(*this, refusal.violation, refusal.status);
}

void Session::input_ended(net::ReadState state) {
  if (!connection_.handshake_done() ||
      (tls() && connection_.engine()->state() == tls::EngineState::failed && !handshake_noted_))
    worker_.metrics.handshakes_failed.add();
  if (state == net::ReadState::end && pending_.empty()) return close();
  if (!pending_.empty())
    worker_.metrics
        .terminations[static_cast<std::size_t>(observability::Termination::client_aborted)]
        .add();
  close();
}

void Session::on_deadline() {
  using observability::Termination;
  const auto count = [&](Termination termination) {
    worker_.metrics.terminations[static_cast<std::size_t>(termination)].add();
  };
  switch (state_) {
    case State::proxy_header:
      count(Termination::handshake_timeout);
      return refuse_proxy_header(proxy_protocol::Refusal::incomplete);
    case State::handshake:
      count(Termination::handshake_timeout);
      worker_.metrics.handshakes_failed.add();
      return close();
    case State::head:
      if (pending_.empty()) return close();
      pending_.clear();
      state_ = State::exchange;
      exchange_ = worker_.take_exchange();
      return exchange_->refuse_slow_head(*this);
    case State::exchange: return exchange_->on_deadline();
    case State::http2: return http2_->on_deadline();
    case State::idle:
    case State::linger: return close();
    case State::closed: return;
  }
}

void Session::begin_drain(Instant idle_until) {
  if (state_ == State::http2) return http2_->begin_drain();
  if (state_ == State::idle || (state_ == State::head && pending_.empty())) arm(idle_until);
  if (state_ == State::exchange) exchange_->begin_drain();
}

void Session::abandon() {
  if (state_ == State::http2) return http2_->abandon();
  if (exchange_ != nullptr) {
    exchange_->abandon();
    return;
  }
  close();
}

void Session::evict() {
  using observability::Termination;
  worker_.metrics.terminations[static_cast<std::size_t>(Termination::limit_handshakes)].add();
  worker_.metrics.handshakes_failed.add();
  close();
}

void Session::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  worker_.handshakes.end(*this);
  worker_.wheel.cancel(*this);
  connection_.set_owner(nullptr);
  worker_.retire(*this);
}

}  // namespace meridian::proxy
