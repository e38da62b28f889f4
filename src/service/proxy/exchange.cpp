#include "service/proxy/exchange.hpp"

#include <chrono>
#include <cstring>

#include "meridian/core/http/forwarded.hpp"
#include "service/proxy/session.hpp"

namespace meridian::proxy {

namespace {

// What the two heads of one request may need: as received, and rewritten with the fields we add
// (the host occurs in three of them).
std::size_t block_bytes(std::size_t head_bytes) {
  return 3 * head_bytes + 1024;
}

// S3: the time an upstream has to answer Expect: 100-continue before the body is asked for anyway.
constexpr milliseconds kContinueWait{1000};

void write_hex(std::uint64_t value, char* out) {
  for (int i = 0; i < 16; ++i) out[i] = "0123456789abcdef"[(value >> (60 - 4 * i)) & 15];
}

std::uint64_t explore_window() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(since / routing::kExploreWindow);
}

void count_want(const routing::Decision& decision, observability::WorkerMetrics& metrics) {
  const routing::Want& want = decision.want;
  auto& upstream = metrics.upstream(decision.service->upstreams[want.first].id);
  upstream.wanted[want.cost_class].add();
  if (want.next != want.first) upstream.wanted_next[want.next].add();
}

}  // namespace

Exchange::~Exchange() = default;

void Exchange::start(ClientStream& stream) {
  stream_ = &stream;
  pinned_ = worker_.pin();
  first_.forget();
  explore_window_ = 0;
  phase_ = Phase::locate;
  verdict_ = {};
  decision_ = {};
  reason_ = routing::Reason::no_route;
  raw_head_ = upstream_head_ = method_text_ = host_ = target_ = {};
  client_ = {stream.session().peer().address, {}};
  pin_.reset();
  tried_count_ = attempts_ = 0;
  target_upstream_ = nullptr;
  target_endpoint_ = nullptr;
  last_failure_ = Failure::connect;
  version_ = stream.version();
  method_ = http::Method::other;
  even_ejected_ = fresh_only_ = tcp_connected_ = response_started_ = false;
  peer_trusted_ = false;
  tunnel_ = {};
  replay_complete_ = true;
  status_ = 0;
  started_ = worker_.now;
  first_byte_ = sent_ = Instant{};
  due_ = {};
  pass_.body_rate.stop();
  pass_.upstream_limited = false;
  queue_time_ = connect_time_ = nanoseconds{0};
  relay_.begin({}, method_, version_);
  write_hex(worker_.next_random(), own_request_id_.data());
  request_key_ = worker_.next_random();
  write_hex(request_key_, own_request_id_.data() + 16);
  request_id_ = {own_request_id_.data(), own_request_id_.size()};
  worker_.metrics.requests.add();
  worker_.gate.begin_request();
}

void Exchange::begin(ClientStream& stream, std::string_view head) {
  start(stream);
  block_ =
      worker_.blocks.take(block_bytes(head.size()) + stream.session().client_certificate().size());
  note_held();
  std::memcpy(block_.bytes.get(), head.data(), head.size());
  raw_head_ = {block_.bytes.get(), head.size()};
  if (!admit()) return;
  const config::Listener& listener = stream.session().listener().config;
  if (listener.redirect_to_https) return redirect_to_https();
  if (verdict_.final_hop) return reply_options();
  locate();
  if (http::is_loop(worker_.request_head, worker_.setup.edge_id))
    return reply({.status = 508, .body = "loop detected: this edge is already named in Via\n"});
  if (refuse(worker_.gate.judge_request(client_.address, worker_.now, pass_))) return;
  const std::uint64_t body_max = pinned_->snapshot->config->limits.body_bytes;
  if (body_max != 0 && verdict_.framing.length > body_max) return refuse_large_body();
  const Snapshot& snapshot = *pinned_->snapshot;
  explore_window_ = snapshot.view->explores ? explore_window() : 0;
  if (snapshot.view->pins)
    client_.pin = pin_.read(snapshot, client_, request_now(), worker_.metrics);
  decision_ = decide_now();
  first_.take(pinned_, decision_, client_.place, worker_.in_flight);
  reason_ = decision_.reason;
  if (decision_.want.counts) count_want(decision_, worker_.metrics);
  if (refuse(worker_.gate.judge_route(*pinned_->snapshot->view, decision_.route, worker_.now)))
    return;
  if (decision_.outcome != routing::Outcome::forward) return answer_itself(decision_);
  if (decision_.service->timeouts.total.count() != 0)
    due_.total = started_ + decision_.service->timeouts.total;
  acquire();
}

// Parses the head in block_ and judges it. False: answered.
bool Exchange::admit() {
  http::RequestHead& head = worker_.request_head;
  const std::size_t head_max = pinned_->snapshot->config->limits.head_bytes;
  const http::HeadResult parsed = http::parse_request_head(raw_head_, head_max, head);
  if (parsed.state != http::HeadState::complete) {
    const bool refused = parsed.state == http::HeadState::refused;
    reply_violation(refused ? parsed.violation : http::Violation::request_line,
                    refused ? parsed.status : std::uint16_t{400});
    return false;
  }
  method_ = head.method;
  method_text_ = head.method_text;
  host_ = head.host;
  target_ = head.target;
  if (head.minor_version == 0) version_ = http::Version::http1_0;
  verdict_ = http::admit_request(head);
  if (verdict_.violation == http::Violation::none && stream_->session().is_misdirected(host_)) {
    verdict_.violation = http::Violation::misdirected;
    verdict_.status = 421;
  }
  relay_.begin(verdict_, method_, version_);
  if (verdict_.violation == http::Violation::none) {
    verdict_.violation = relay_.violation_in(stream_->waiting());
    verdict_.status = 400;
  }
  if (verdict_.violation == http::Violation::none) return true;
  reply_violation(verdict_.violation, verdict_.status);
  return false;
}

void Exchange::locate() {
  const Snapshot& snapshot = *pinned_->snapshot;
  const http::FieldList& fields = worker_.request_head.fields;
  client_.address = stream_->session().peer().address;
  peer_trusted_ = snapshot.trusted_proxies.contains(client_.address);
  if (peer_trusted_) {
    client_.address = http::client_address(client_.address, fields, snapshot.trusted_proxies);
    request_id_ = http::request_id_of(worker_.request_head,
                                      {.peer_trusted = true, .request_id = request_id_});
  }
  client_.place = worker_.places.find(client_.address, snapshot);
  const auto continent = static_cast<std::size_t>(client_.place.continent);
  worker_.metrics.clients_by_continent[continent].add();
  if (!client_.place.country.known()) worker_.metrics.places_unknown.add();
  if (!peer_trusted_)
    worker_.metrics.round_trips[client_.place.country.index()].observe(
        stream_->session().take_round_trip());
}

// For the head in worker_.request_head.
routing::Request Exchange::request_now() const {
  const http::RequestHead& head = worker_.request_head;
  return {.host = head.host,
          .path = head.path,
          .method = head.method_text,
          .fields = head.fields.span(),
          .request_key = request_key_,
          .tried = {tried_.data(), tried_count_},
          .explore_window = explore_window_};
}

// On the newest view.
routing::Decision Exchange::decide_now() {
  return routing::decide(client_, request_now(), *pinned_->snapshot->view, {worker_.in_flight},
                         worker_.now);
}

void Exchange::answer_itself(const routing::Decision& decision) {
  if (decision.outcome == routing::Outcome::redirect ||
      decision.reason == routing::Reason::fence_redirect) {
    const bool fenced = decision.reason == routing::Reason::fence_redirect;
    const config::Redirect* to = decision.redirect;
    std::string location = "Location: ";
    const std::string_view scheme = stream_->session().tls() ? "https" : "http";
    location +=
        fenced || to == nullptr || to->scheme.empty() ? scheme : std::string_view(to->scheme);
    location += "://";
    if (fenced)
      location += decision.redirect_host;
    else
      location += to != nullptr && !to->host.empty() ? std::string_view(to->host)
                                                     : worker_.request_head.authority;
    const http::RequestHead& head = worker_.request_head;
    if (!fenced && to != nullptr && !to->path.empty()) {
      location += to->path;
    } else {
      location += head.path;
      if (!head.query.empty()) location.append("?").append(head.query);
    }
    location += "\r\n";
    return reply(
        {.status = decision.status, .extra = location, .termination = Termination::complete});
  }
  const bool responds = decision.outcome == routing::Outcome::respond;
  Reply own{.status = decision.status,
            .termination = responds ? Termination::complete : Termination::refused};
  std::string text;
  if (decision.answer != nullptr) {
    own.body = decision.answer->body;
    own.content_type = decision.answer->content_type;
  } else {
    text = std::string(routing::to_string(decision.reason)) + "\n";
    own.body = text;
  }
  if (decision.status == 503) own.extra = "Retry-After: 5\r\n";
  reply(own);
}

void Exchange::redirect_to_https() {
  const http::RequestHead& head = worker_.request_head;
  if (head.host.empty())
    return reply({.status = 400, .body = "a host is needed to redirect to https\n"});
  std::string location = "Location: https://";
  location.append(head.host).append(head.path);
  if (!head.query.empty()) location.append("?").append(head.query);
  location += "\r\n";
  reason_ = routing::Reason::route_redirect;
  reply({.status = 308, .extra = location, .termination = Termination::complete});
}

void Exchange::wait(Waiting what) {
  waiting_ = what;
  const config::Timeouts& timeouts = decision_.service->timeouts;
  milliseconds time = timeouts.stream_idle;
  switch (what) {
    case Waiting::connect: time = timeouts.connect; break;
    case Waiting::continue_: time = kContinueWait; break;
    case Waiting::response_head: time = timeouts.response_head; break;
    case Waiting::tunnel: time = timeouts.tunnel_idle; break;
    case Waiting::stream: break;
  }
  due_.wait = worker_.now + time;
  // The time that the client takes for its body is no part of the attempt.
  if (what == Waiting::stream) due_.attempt = Instant{};
  if (what == Waiting::response_head && due_.attempt == Instant{} && timeouts.per_try.count() != 0)
    due_.attempt = worker_.now + timeouts.per_try;
  arm();
}

// For whatever comes first of what is waited for, the attempt, the body's rate and the whole.
void Exchange::arm() {
  Instant due = due_.wait;
  for (const Instant other : {due_.attempt, pass_.body_rate.due(), due_.total, due_.close})
    if (other != Instant{} && other < due) due = other;
  stream_->arm(due);
}

void Exchange::on_client() {
  if (stream_->failed()) return finish(Termination::client_aborted, After::abort);
  if (phase_ != Phase::relay || (tunnel_.closing && close_tunnel())) return;
  pump_request();
  if (!ended()) pump_response();
}

void Exchange::on_upstream() {
  if (phase_ == Phase::acquire) return on_connecting();
  pump_request();
  if (!ended()) pump_response();
}

void Exchange::on_deadline() {
  if (due_.total != Instant{} && due_.total <= worker_.now) {
    if (response_started_) return finish(Termination::total_timeout, After::abort);
    return reply({.status = 504,
                  .body = "the request took longer than it may\n",
                  .termination = Termination::total_timeout});
  }
  if (due_.close != Instant{} && due_.close <= worker_.now) {
    due_.close = Instant{};
    tunnel_.closing = true;
    if (close_tunnel()) return;
  }
  if (due_.attempt != Instant{} && due_.attempt <= worker_.now)
    return upstream_failed(Failure::attempt_timeout);
  if (pass_.body_rate.is_over(worker_.now)) return judge_body_rate();
  if (due_.wait > worker_.now) return arm();
  if (waiting_ == Waiting::connect) return upstream_failed(Failure::connect_timeout);
  if (waiting_ == Waiting::continue_) return say_continue();
  if (waiting_ == Waiting::response_head) return upstream_failed(Failure::response_head_timeout);
  if (relay_.is_tunnel()) return finish(Termination::idle_timeout, After::close);
  if (response_started_) return finish(Termination::idle_timeout, After::abort);
  if (upstream_->connection.has_backlog())
    return reply({.status = 504,
                  .body = "the region stopped reading the request\n",
                  .termination = Termination::idle_timeout});
  reply({.status = 408,
         .body = "the request body stalled\n",
         .termination = Termination::idle_timeout});
}

// A window of limits.body_rate_min is over.
void Exchange::judge_body_rate() {
  pass_.body_rate.stop();
  if (!relay_.wants_request() || relay_.is_tunnel()) return arm();
  const config::Config& config = *pinned_->snapshot->config;
  const std::uint64_t bytes = relay_.request_content_bytes();
  if (!pass_.body_rate.too_slow(config.limits.body_rate_min, bytes)) {
    pass_.body_rate.begin(worker_.now, config.timeouts.request_body, bytes);
    return arm();
  }
  if (response_started_) return finish(Termination::slow_body, After::abort);
  reply({.status = 408,
         .body = "the request body came too slowly\n",
         .termination = Termination::slow_body,
         .close = true});
}

void Exchange::abandon() {
  finish(Termination::shutdown, After::abort);
}

void Exchange::let_go_of_upstream() {
  if (target_upstream_ == nullptr) return;
  --worker_.in_flight[index_of(target_upstream_->id)];
  worker_.metrics.upstream(target_upstream_->id).in_flight.subtract();
  worker_.pool.end_use(target_endpoint_->id);
  if (upstream_ != nullptr && phase_ == Phase::relay && relay_.upstream_reusable())
    worker_.pool.put_idle(std::move(upstream_), decision_.service->timeouts.upstream_idle);
  else if (upstream_ != nullptr)
    worker_.retire(std::move(upstream_));
  target_upstream_ = nullptr;
}

void Exchange::finish(Termination termination, After after) {
  record(termination);
  let_go_of_upstream();
  worker_.blocks.give_back(std::move(block_));
  block_ = {};
  replay_.clear();
  held_response_.clear();
  note_held();
  worker_.gate.end_request(pass_);
  if (PinnedSnapshot* older = first_.let_go(pinned_)) worker_.unpin(older);
  worker_.unpin(std::exchange(pinned_, nullptr));
  std::exchange(stream_, nullptr)->exchange_ended(after);
}

}  // namespace meridian::proxy
