// The way to the upstream: acquire a connection, send the head, pump the body, and what happens
// when that fails.
#include "service/proxy/exchange.hpp"

#include "meridian/core/base/check.hpp"
#include "meridian/core/proxy_protocol/header.hpp"
#include "meridian/io/net/socket.hpp"
#include "service/proxy/session.hpp"

namespace meridian::proxy {

namespace {

// Names the client as located, at this edge.
std::string proxy_header(Session& session, const IpAddress& client, config::ProxyHeader form) {
  const IpEndpoint& peer = session.peer();
  const std::uint16_t port = client == peer.address ? peer.port : std::uint16_t{0};
  const bool text = form == config::ProxyHeader::v1;
  return proxy_protocol::write(
      {.version = text ? proxy_protocol::Version::v1 : proxy_protocol::Version::v2,
       .addresses = {{{client, port}, net::local_endpoint(session.connection().fd())}}});
}

}  // namespace

// Tries candidates in order until one is sent to or connecting. Each pass that fails names one more
// upstream as tried, so that the loop is bounded by their number.
void Exchange::acquire() {
  while (decision_.outcome == routing::Outcome::forward && decision_.count != 0) {
    if (try_candidate() || ended()) return;
    if (tried_count_ == tried_.size()) break;
    tried_[tried_count_++] = decision_.candidate(0).id;
    decision_ = decide_now();
  }
  if (attempts_ == 0 && !even_ejected_) {
    // Every endpoint is ejected on this worker: then an attempt is better than a refusal.
    even_ejected_ = true;
    tried_count_ = 0;
    decision_ = decide_now();
    return acquire();
  }
  give_up(last_failure_);
}

// False: this upstream cannot take the request now.
bool Exchange::try_candidate() {
  const routing::UpstreamView& upstream = decision_.candidate(0);
  if (!routing::admit(*pinned_->snapshot->view, upstream.id, client_, method_text_)) return false;
  const int chosen = worker_.pool.choose(upstream, worker_.next_random(), even_ejected_);
  if (chosen < 0) return false;
  const routing::EndpointView& endpoint = upstream.endpoints[static_cast<std::size_t>(chosen)];
  if (upstream.limits.any() && !worker_.pool.has_room(upstream, endpoint.id, fresh_only_)) {
    pass_.upstream_limited = true;
    return false;
  }
  const milliseconds per_try = decision_.service->timeouts.per_try;
  due_.attempt = per_try.count() != 0 ? worker_.now + per_try : Instant{};
  target_upstream_ = &upstream;
  target_endpoint_ = &endpoint;
  reason_ = ++attempts_ > 1 && !fresh_only_ ? routing::Reason::retry : decision_.reason;
  ++worker_.in_flight[index_of(upstream.id)];
  worker_.pool.begin_use(endpoint.id);
  auto& metrics = worker_.metrics.upstream(upstream.id);
  metrics.in_flight.add();
  if (attempts_ > 1) metrics.retries.add();
  if (!write_head()) {
    reply({.status = 431,
           .body = "the request head is too large to be forwarded\n",
           .termination = Termination::limit});
    return true;
  }
  if (!fresh_only_ && upstream.proxy_protocol == config::ProxyHeader::off)
    upstream_ = worker_.pool.take_idle(endpoint.id);
  if (upstream_ != nullptr) {
    upstream_->user = this;
    send();
    return true;
  }
  return open_connection(endpoint);
}

bool Exchange::write_head() {
  const http::ForwardFacts facts{.peer = stream_->session().peer().address,
                                 .client = client_.address,
                                 .peer_trusted = peer_trusted_,
                                 .tls = stream_->session().tls(),
                                 .http2 = version_ == http::Version::http2,
                                 .listener_port = stream_->session().listener().port,
                                 .edge_id = worker_.setup.edge_id,
                                 .request_id = {own_request_id_.data(), own_request_id_.size()},
                                 .host = target_endpoint_->label,
                                 .attempt = attempts_,
                                 .upgrade = verdict_.upgrade_requested,
                                 .own_cookie = pin_.own_cookie(),
                                 .client_certificate = stream_->session().client_certificate()};
  http::Output out(block_.bytes.get() + raw_head_.size(), block_.capacity - raw_head_.size());
  if (!http::write_upstream_head(worker_.request_head, verdict_.framing, facts, out)) return false;
  upstream_head_ = out.view();
  return true;
}

bool Exchange::open_connection(const routing::EndpointView& endpoint) {
  const Snapshot& snapshot = *pinned_->snapshot;
  const std::size_t index = index_of(target_upstream_->id);
  const tls::ClientContext* context =
      target_upstream_->tls.enabled ? snapshot.client_contexts[index].get() : nullptr;
  connecting_ = worker_.now;
  tcp_connected_ = false;
  phase_ = Phase::acquire;
  auto opened = worker_.pool.open(endpoint, *target_upstream_, context);
  if (opened.has_error()) {
    worker_.metrics.upstream(target_upstream_->id).connect_failures.add();
    note_failure(health::LiveFailure::connect);
    let_go_of_upstream();
    return false;
  }
  upstream_ = std::move(*opened);
  upstream_->user = this;
  const config::ProxyHeader form = target_upstream_->proxy_protocol;
  if (form != config::ProxyHeader::off)
    upstream_->preface = proxy_header(stream_->session(), client_.address, form);
  wait(Waiting::connect);
  return true;
}

void Exchange::on_connecting() {
  net::Connection& connection = upstream_->connection;
  if (!tcp_connected_) {
    const auto state = connection.finish_connect();
    if (state == net::Connection::ConnectState::pending) return;
    if (state == net::Connection::ConnectState::failed) return upstream_failed(Failure::connect);
    tcp_connected_ = true;
    if (!upstream_->begin()) return upstream_failed(Failure::connect);
  }
  if (!connection.handshake_done()) {
    const net::Connection::Input in = connection.read();
    if (in.state != net::ReadState::blocked) return upstream_failed(Failure::connect);
    if (!connection.handshake_done()) return;
  }
  connected();
}

void Exchange::connected() {
  connect_time_ = worker_.now - connecting_;
  worker_.metrics.upstream(target_upstream_->id).connect.observe(connect_time_);
  worker_.pool.note_connected(target_endpoint_->id);
  worker_.pool.note_opened(*upstream_);
  send();
}

http::BodyRelay::Step Exchange::next_request_bytes(std::string_view input) {
  http::Output scratch(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
  const http::BodyRelay::Step step = relay_.request(input, scratch);
  worker_.metrics.bytes_from_clients.add(step.consumed);
  if (step.consumed < input.size()) stream_->unread(input.substr(step.consumed));
  if (relay_.is_tunnel()) {
    tunnel_.to_upstream.take(step.bytes);
    return step;
  }
  // What may not be sent twice is not kept.
  const std::size_t replay_max =
      http::is_idempotent(method_) ? pinned_->snapshot->config->limits.replay_body_bytes : 0;
  if (replay_complete_ && replay_.size() + step.bytes.size() <= replay_max) {
    replay_.append(step.bytes);
  } else if (!step.bytes.empty()) {
    replay_complete_ = false;
    replay_.clear();
  }
  note_held();
  return step;
}

Waiting Exchange::waiting_for_request() const {
  if (relay_.is_tunnel()) return Waiting::tunnel;
  if (relay_.request_complete()) return Waiting::response_head;
  const bool untouched = relay_.request_content_bytes() == 0;
  return verdict_.expects_continue && untouched ? Waiting::continue_ : Waiting::stream;
}

// Head, what is already known of the body, and from then on the relay.
void Exchange::send() {
  phase_ = Phase::relay;
  relay_.begin_attempt();
  held_response_.clear();
  pin_.withdraw();
  if (decision_.pins)
    pin_.offer(*pinned_->snapshot, decision_, client_,
               {*target_upstream_, stream_->session().tls()});
  sent_ = worker_.now;
  first_byte_ = Instant{};
  if (queue_time_.count() == 0) queue_time_ = sent_ - started_;
  const config::Config& config = *pinned_->snapshot->config;
  if (config.limits.body_rate_min != 0 && relay_.wants_request())
    pass_.body_rate.begin(sent_, config.timeouts.request_body, relay_.request_content_bytes());
  wait(waiting_for_request());
  if (upstream_->connection.write(upstream_head_, replay_) != net::WriteState::failed)
    pump_request();
  if (!ended() && upstream_ != nullptr && upstream_->connection.failed()) pump_response();
}

// True: answered, or the exchange ended.
bool Exchange::refuses_body(const http::BodyRelay::Step& step) {
  if (step.state == http::BodyState::refused) {
    if (response_started_)
      finish(Termination::violation, After::abort);
    else
      reply_violation(step.violation, 400);
    return true;
  }
  const std::uint64_t body_max = pinned_->snapshot->config->limits.body_bytes;
  if (body_max == 0 || relay_.is_tunnel() || relay_.request_content_bytes() <= body_max)
    return false;
  if (response_started_)
    finish(Termination::limit_body, After::abort);
  else
    refuse_large_body();
  return true;
}

void Exchange::pump_request() {
  for (int turn = 0; relay_.wants_request(); ++turn) {
    if (turn == limits::kRelayTurnsMax) return worker_.run_again(*stream_);
    if (tunnel_.client_ended) return;
    // S11: an upstream that takes no more may have answered before; see pump_response.
    if (upstream_->connection.failed()) return;
    if (upstream_->connection.has_backlog()) {
      pass_.body_rate.note_held_up();
      return;
    }
    const net::Connection::Input in = stream_->input();
    if (in.state == net::ReadState::blocked) return;
    if (in.state != net::ReadState::data) return end_of_client(in.state);
    const http::BodyRelay::Step step = next_request_bytes(in.bytes);
    if (refuses_body(step)) return;
    if (!step.bytes.empty() && upstream_->connection.write(step.bytes) == net::WriteState::failed)
      return;
    if (!response_started_ || relay_.is_tunnel()) wait(waiting_for_request());
  }
}

// A tunnel ends one direction at a time; of a request it is the client's going away.
void Exchange::end_of_client(net::ReadState state) {
  if (state != net::ReadState::end || !relay_.is_tunnel())
    return finish(Termination::client_aborted, After::abort);
  tunnel_.client_ended = true;
  upstream_->connection.shutdown_write();
  end_of_tunnel_side();
}

void Exchange::note_failure(health::LiveFailure failure) {
  const auto kind = worker_.pool.note_failure(*target_upstream_, target_endpoint_->id, failure);
  if (kind) worker_.setup.on_live_failures(target_endpoint_->id, *kind);
}

void Exchange::upstream_failed(Failure failure) {
  last_failure_ = failure;
  const bool connecting = phase_ == Phase::acquire;
  if (connecting) {
    worker_.metrics.upstream(target_upstream_->id).connect_failures.add();
    note_failure(health::LiveFailure::connect);
  } else if (failure == Failure::reset ? !is_stale(failure) : relay_.request_complete()) {
    // A client that is slow to send its body is not the region's failure.
    note_failure(health::LiveFailure::broken);
  }
  if (response_started_) return finish(Termination::upstream_cut_short, After::abort);
  if (may_retry(failure)) return retry(failure);
  give_up(failure);
}

// S9: the response has not started, what was sent can be sent again, and doing it twice is
// harmless.
bool Exchange::may_retry(Failure failure) {
  if (attempts_ >= pinned_->snapshot->config->limits.attempts) return false;
  if (phase_ == Phase::acquire) return replay_complete_;
  if (!http::is_idempotent(method_) || !replay_complete_) return false;
  if (is_stale(failure) ||
      worker_.gate.begin_retry(*decision_.service, target_upstream_->id, worker_.in_flight, pass_))
    return true;
  worker_.metrics.upstream(target_upstream_->id).retries_withheld.add();
  return false;
}

// S8: an idle connection that the upstream closed.
bool Exchange::is_stale(Failure failure) const {
  return failure == Failure::reset && phase_ == Phase::relay && upstream_->reused && !fresh_only_ &&
         first_byte_ == Instant{};
}

void Exchange::retry(Failure failure) {
  // It says nothing about the region: the same one again, on a new connection.
  if (is_stale(failure)) {
    fresh_only_ = true;
  } else if (tried_count_ < tried_.size()) {
    tried_[tried_count_++] = target_upstream_->id;
    fresh_only_ = false;
  }
  let_go_of_upstream();
  PinnedSnapshot* older = std::exchange(pinned_, worker_.pin());
  if (!first_.keeps(older)) worker_.unpin(older);
  client_.place = worker_.places.find(client_.address, *pinned_->snapshot);
  const auto parsed =
      http::parse_request_head(raw_head_, limits::kHeadBytesMax, worker_.request_head);
  MERIDIAN_CHECK(parsed.state == http::HeadState::complete);
  decision_ = decide_now();
  acquire();
}

void Exchange::give_up(Failure failure) {
  if (attempts_ == 0 && pass_.upstream_limited) {
    refuse({Termination::limit_upstream, {}});
    return;
  }
  // Every region inside the client's fence has failed: what the fence says.
  if (decision_.outcome == routing::Outcome::refuse && decision_.answer != nullptr) {
    reason_ = decision_.reason;
    return answer_itself(decision_);
  }
  if (failure == Failure::attempt_timeout)
    return reply({.status = 504,
                  .body = "no region answered in time\n",
                  .termination = Termination::per_try_timeout});
  if (failure == Failure::connect_timeout || failure == Failure::response_head_timeout) {
    const bool connect = failure == Failure::connect_timeout;
    return reply({.status = 504,
                  .body = connect ? "no region accepted a connection in time\n"
                                  : "the region did not answer in time\n",
                  .termination =
                      connect ? Termination::connect_timeout : Termination::response_head_timeout});
  }
  reply({.status = 502,
         .body = "no region could be reached\n",
         .termination = Termination::upstream_failed});
}

}  // namespace meridian::proxy
