// Answers of the edge itself, and what is left of an exchange when it is over: counts and a log
// record.
#include "service/proxy/exchange.hpp"

#include <algorithm>
#include <string>

#include "meridian/io/tls/engine.hpp"
#include "service/proxy/session.hpp"

namespace meridian::proxy {

namespace {

// The methods that are passed on; others that are tokens are, too, but not advertised.
constexpr std::string_view kAllow = "Allow: GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS\r\n";

// The time to its first byte says how fast the region is: no time of the client's is in it, and
// the regions that only read have such requests as well.
bool is_comparable(http::Method method, const http::ExchangeRelay& relay) {
  return (method == http::Method::get || method == http::Method::head) &&
         relay.request_content_bytes() == 0 && !relay.is_tunnel();
}

microseconds between(Instant from, Instant to) {
  if (from == Instant{} || to == Instant{} || to < from) return microseconds{0};
  return std::chrono::duration_cast<microseconds>(to - from);
}

// Empty without a pin, and where its upstream has left the config.
std::string_view region_of(const routing::View& view, std::optional<UpstreamId> pin) {
  const routing::UpstreamView* upstream = pin ? view.find(*pin) : nullptr;
  return upstream == nullptr ? std::string_view{} : std::string_view(upstream->region);
}

void describe_place(const geo::Place& place, const geo::Locator& locator,
                    observability::AccessRecord& record) {
  record.tag = place.tag;
  record.asn = place.asn;
  record.country = place.country;
  record.continent = place.continent;
  record.subdivision = locator.subdivisions().name(place.subdivision);
  record.subdivision_known = place.subdivision_known;
  record.tag_name = locator.tags().name(place.tag);
  const geo::CountryFacts* facts = geo::facts_of(place.country);
  if (place.located && (facts == nullptr || facts->centroid != place.coordinates))
    record.coordinates = place.coordinates;
}

}  // namespace

void Exchange::refuse_head(ClientStream& stream, http::Violation violation, std::uint16_t status) {
  start(stream);
  reply_violation(violation, status);
}

void Exchange::refuse_slow_head(ClientStream& stream) {
  start(stream);
  reply({.status = 408,
         .body = "the request head did not arrive in time\n",
         .termination = Termination::request_head_timeout,
         .close = true});
}

// False: it is let in.
bool Exchange::refuse(const Gate::Verdict& verdict) {
  if (!verdict.refused()) return false;
  const bool client = verdict.refusal == Termination::limit_requests_per_client ||
                      verdict.refusal == Termination::limit_rate_per_client ||
                      verdict.refusal == Termination::limit_rate_of_route;
  const auto wait = std::chrono::ceil<seconds>(std::max<nanoseconds>(verdict.wait, seconds(1)));
  const std::string extra = "Retry-After: " + std::to_string(wait.count()) + "\r\n";
  reply({.status = static_cast<std::uint16_t>(client ? 429 : 503),
         .body = client ? "too many requests\n" : "too much to do, try again\n",
         .extra = extra,
         .termination = verdict.refusal});
  return true;
}

void Exchange::refuse_large_body() {
  reply({.status = 413,
         .body = "the request body is too large\n",
         .termination = Termination::limit_body,
         .close = true});
}

void Exchange::reply_options() {
  reply({.status = 204, .extra = kAllow, .termination = Termination::complete});
}

void Exchange::reply_violation(http::Violation violation, std::uint16_t status) {
  worker_.metrics.violations[static_cast<std::size_t>(violation)].add();
  const std::string body = "refused: " + std::string(http::to_string(violation)) + "\n";
  const bool method = violation == http::Violation::method_not_allowed;
  // Who was too early asks again on the same connection, whose handshake is over by now.
  reply({.status = status,
         .body = body,
         .extra = method ? kAllow : "",
         .termination = Termination::violation,
         .close = violation != http::Violation::early_data});
}

void Exchange::reply(const Reply& reply) {
  status_ = reply.status;
  const bool close =
      reply.close || !relay_.request_complete() || !verdict_.framing.persistent || worker_.draining;
  const http::OwnAnswer answer{.status = reply.status,
                               .body = reply.body,
                               .content_type = reply.content_type,
                               .extra = reply.extra,
                               .hsts = stream_->session().hsts(),
                               .request_id = request_id_,
                               .date = worker_.http_date(),
                               .head_only = method_ == http::Method::head,
                               .close = close};
  std::string large;
  http::Output out(worker_.head_scratch.get(), WorkerCore::kHeadScratchBytes);
  bool written = http::write_answer(answer, out);
  if (!written) {  // a configured body larger than the scratch
    large.resize(reply.body.size() + reply.extra.size() + limits::kHeadBytesMax);
    out = http::Output(large.data(), large.size());
    written = http::write_answer(answer, out);
  }
  if (!written || stream_->has_backlog() ||
      stream_->write_head(out.view(), {}) == net::WriteState::failed)
    return finish(reply.termination, After::abort);
  response_started_ = true;
  finish(reply.termination, close ? After::linger : After::next_request);
}

void Exchange::record(Termination termination) {
  count(termination);
  if (worker_.setup.access_ring != nullptr && !raw_head_.empty()) log(termination);
}

void Exchange::count(Termination termination) {
  auto& metrics = worker_.metrics;
  metrics.terminations[static_cast<std::size_t>(termination)].add();
  const std::size_t status = std::min<std::size_t>(status_, observability::kStatusCount - 1);
  const auto reason = static_cast<std::size_t>(reason_);
  if (target_upstream_ == nullptr || !relay_.answered()) {
    metrics.own_answers[status].add();
    metrics.own_answers_by_reason[reason].add();
    return;
  }
  metrics.bytes_to_clients.add(relay_.response_content_bytes());
  auto& upstream = metrics.upstream(target_upstream_->id);
  upstream.by_status[status].add();
  if (attempts_ > 1 && termination == Termination::complete) upstream.retries_answered.add();
  upstream.decisions[reason].add();
  if (!relay_.is_tunnel()) upstream.request_duration.observe(worker_.now - started_);
  if (first_byte_ == Instant{}) return;
  upstream.first_byte.observe(first_byte_ - sent_);
  if (is_comparable(method_, relay_))
    upstream.comparable_first_byte[latency::first_byte_bucket(between(sent_, first_byte_))].add();
  worker_.pool.note_latency(target_endpoint_->id, first_byte_ - sent_);
}

void Exchange::log(Termination termination) {
  observability::AccessRecord record = access_record();
  record.termination = termination;
  if (stream_->session().tls()) {
    tls::Engine& engine = *stream_->session().connection().engine();
    record.tls = true;
    record.resumed = engine.resumed();
    record.tls_version = engine.version();
  }
  record.handshake = stream_->session().take_handshake_time();
  std::array<char, limits::kLoggedFieldsBytesMax> fields;
  if (first_.taken()) first_.describe(record, raw_head_, worker_.request_head, fields);
  if (!worker_.setup.access_ring->append(record)) worker_.metrics.log_records_dropped.add();
}

observability::AccessRecord Exchange::access_record() const {
  const Snapshot& snapshot = first_.taken() ? first_.snapshot() : *pinned_->snapshot;
  const routing::View& view = *snapshot.view;
  const geo::Place& place = first_.taken() ? first_.place() : client_.place;
  observability::AccessRecord record;
  record.at = std::chrono::system_clock::now() - between(started_, worker_.now);
  record.client = client_.address;
  record.peer = stream_->session().peer().address;
  describe_place(place, view.locator, record);
  record.listener = stream_->session().listener().config.name;
  record.method = method_text_;
  record.host = host_;
  record.path = target_.substr(0, limits::kLoggedPathBytesMax);
  record.path_cut = target_.size() > limits::kLoggedPathBytesMax;
  if (decision_.route != nullptr) record.route = decision_.route->name;
  if (decision_.service != nullptr) record.service = decision_.service->id;
  if (target_upstream_ != nullptr) {
    record.region = target_upstream_->region;
    record.endpoint = target_endpoint_->label;
  }
  record.pin = region_of(view, client_.pin);
  record.reason = reason_;
  record.status = status_;
  record.attempts = attempts_;
  record.version = version_;
  record.bytes_in = relay_.request_content_bytes();
  record.bytes_out = relay_.response_content_bytes();
  record.queue = std::chrono::duration_cast<microseconds>(queue_time_);
  record.connect = std::chrono::duration_cast<microseconds>(connect_time_);
  record.first_byte = between(sent_, first_byte_);
  record.total = between(started_, worker_.now);
  record.request_id = request_id_;
  record.view_version = view.version;
  record.local_sequence = view.local_sequence;
  record.request_key = request_key_;
  record.explore_window = explore_window_;
  return record;
}

}  // namespace meridian::proxy
