#include "meridian/core/http/exchange_relay.hpp"

#include "core/http/connection.hpp"
#include "meridian/core/http/rewrite.hpp"

namespace meridian::http {

namespace {

using Event = ResponseStep::Event;

ResponseStep refused(Violation violation) {
  return {.event = Event::refused, .violation = violation};
}

}  // namespace

void ExchangeRelay::begin(const RequestVerdict& verdict, Method method, Version client_version) {
  verdict_ = verdict;
  method_ = method;
  client_version_ = client_version;
  request_body_.begin(verdict.framing, OutFraming::same);
  request_complete_ = request_body_.decoder().complete();
  tunnel_in_ = tunnel_out_ = 0;
  begin_attempt();
}

void ExchangeRelay::begin_attempt() {
  response_body_.begin({}, OutFraming::same);
  partial_.clear();
  scanned_ = 0;
  status_ = 0;
  interim_count_ = 0;
  answered_ = tunnel_ = upstream_persistent_ = client_persistent_ = false;
}

Violation ExchangeRelay::violation_in(std::string_view waiting) const {
  if (verdict_.framing.kind != BodyKind::chunked) return Violation::none;
  BodyDecoder ahead = request_body_.decoder();
  while (!waiting.empty() && !ahead.complete()) {
    const BodyStep step = ahead.next(waiting);
    if (step.state == BodyState::refused) return step.violation;
    waiting.remove_prefix(step.consumed);
  }
  return Violation::none;
}

BodyRelay::Step ExchangeRelay::request(std::string_view in, Output& scratch) {
  if (tunnel_) {
    tunnel_in_ += in.size();
    return {.consumed = in.size(), .bytes = in};
  }
  const BodyRelay::Step step = request_body_.next(in, scratch);
  request_complete_ = step.state == BodyState::complete;
  return step;
}

ResponseStep ExchangeRelay::response(std::span<char> in, const Facts& facts, Scratch scratch) {
  if (answered_) return relay_body({in.data(), in.size()}, scratch.body);
  if (partial_.empty()) return take_head(in, facts, scratch);
  const std::size_t before = partial_.size();
  joined_.swap(partial_);
  partial_.clear();
  joined_.append(in.data(), in.size());
  ResponseStep step = take_head(joined_, facts, scratch);
  if (step.event != Event::refused) step.consumed -= before;
  return step;
}

ResponseStep ExchangeRelay::take_head(std::span<char> in, const Facts& facts, Scratch scratch) {
  scratch.head.clear();
  const std::string_view bytes{in.data(), in.size()};
  const std::size_t end = find_head_end(bytes, scanned_);
  if (end == bytes.npos) {
    if (bytes.size() > facts.head_bytes_max) return refused(Violation::head_too_large);
    partial_.assign(bytes);
    return {.consumed = bytes.size()};
  }
  scanned_ = 0;
  const HeadResult parsed =
      parse_response_head(in.first(end), facts.head_bytes_max, scratch.parsed);
  if (parsed.state != HeadState::complete)
    return refused(parsed.violation != Violation::none ? parsed.violation : Violation::status_line);
  const std::uint16_t status = scratch.parsed.status;
  ResponseStep step = status == 101  ? switch_protocols(bytes.substr(end), facts, scratch)
                      : status < 200 ? pass_interim(facts, scratch)
                                     : start_response(bytes.substr(end), facts, scratch);
  step.consumed += end;
  return step;
}

// S2. Never to a client of HTTP/1.0.
ResponseStep ExchangeRelay::pass_interim(const Facts& facts, Scratch scratch) {
  if (++interim_count_ > limits::kInterimResponsesMax) return refused(Violation::too_many_interim);
  if (client_version_ == Version::http1_0) return {};
  const ResponseFacts said{.edge_id = facts.edge_id, .request_id = facts.request_id};
  if (!write_client_head(scratch.parsed, {}, said, scratch.head)) return {};
  return {.event = Event::interim, .head = scratch.head.view()};
}

// S4. HTTP ends here, and only here: the request asked for it and the upstream agreed to the same.
ResponseStep ExchangeRelay::switch_protocols(std::string_view rest, const Facts& facts,
                                             Scratch scratch) {
  const ResponseHead& head = scratch.parsed;
  const bool agreed = verdict_.upgrade_requested && request_complete_ && head.minor_version >= 1 &&
                      names_websocket(head.fields);
  if (!agreed) return refused(Violation::upgrade_unasked);
  const ResponseFacts said{.edge_id = facts.edge_id,
                           .request_id = facts.request_id,
                           .extra = facts.extra,
                           .upgrade = true};
  if (!write_client_head(head, {}, said, scratch.head)) return refused(Violation::head_too_large);
  answered_ = tunnel_ = true;
  status_ = head.status;
  tunnel_out_ += rest.size();
  return {
      .event = Event::switched, .consumed = rest.size(), .head = scratch.head.view(), .body = rest};
}

OutFraming ExchangeRelay::out_framing(const Framing& framing) const {
  if (framing.kind != BodyKind::chunked && framing.kind != BodyKind::until_close)
    return OutFraming::same;
  return client_version_ == Version::http1_1 ? OutFraming::chunked : OutFraming::content_only;
}

ResponseStep ExchangeRelay::start_response(std::string_view rest, const Facts& facts,
                                           Scratch scratch) {
  const ResponseHead& head = scratch.parsed;
  const FramingVerdict judged = judge_response(head, method_);
  if (judged.violation != Violation::none) return refused(judged.violation);
  const OutFraming out = out_framing(judged.framing);
  const bool http2 = client_version_ == Version::http2;
  const bool client_stays = http2 || (verdict_.framing.persistent && request_complete_ &&
                                      !facts.draining && out != OutFraming::content_only);
  const ResponseFacts said{.edge_id = facts.edge_id,
                           .request_id = facts.request_id,
                           .date = facts.date,
                           .extra = facts.extra,
                           .hsts = facts.hsts,
                           .client_version = client_version_,
                           .close = !client_stays,
                           .framing = out};
  if (!write_client_head(head, judged.framing, said, scratch.head))
    return refused(Violation::head_too_large);
  response_body_.begin(judged.framing, out);
  upstream_persistent_ = judged.framing.persistent;
  ResponseStep step = relay_body(rest, scratch.body);
  if (step.event == Event::refused) return step;
  answered_ = true;
  status_ = head.status;
  client_persistent_ = client_stays;
  step.event = Event::started;
  step.head = scratch.head.view();
  return step;
}

ResponseStep ExchangeRelay::relay_body(std::string_view in, Output& scratch) {
  if (tunnel_) {
    tunnel_out_ += in.size();
    return {.event = Event::body, .consumed = in.size(), .body = in};
  }
  const BodyRelay::Step step = response_body_.next(in, scratch);
  if (step.state == BodyState::refused) return refused(step.violation);
  if (step.consumed < in.size()) upstream_persistent_ = false;  // F9
  return {.event = Event::body, .consumed = step.consumed, .body = step.bytes};
}

ResponseStep ExchangeRelay::upstream_ended(Output& scratch) {
  upstream_persistent_ = false;
  if (tunnel_) return {.event = Event::body};
  if (!answered_) return refused(Violation::none);
  const BodyRelay::Step step = response_body_.close(scratch);
  if (step.state == BodyState::refused) return refused(Violation::none);
  return {.event = Event::body, .body = step.bytes};
}

bool ExchangeRelay::response_complete() const {
  return answered_ && !tunnel_ && response_body_.decoder().complete();
}

std::string_view ExchangeRelay::response_trailers() const {
  if (client_version_ != Version::http2 || !response_complete()) return {};
  return response_body_.decoder().trailers();
}

bool ExchangeRelay::upstream_reusable() const {
  return upstream_persistent_ && request_complete_ && response_complete();
}

std::uint64_t ExchangeRelay::request_content_bytes() const {
  return request_body_.content_bytes() + tunnel_in_;
}

std::uint64_t ExchangeRelay::response_content_bytes() const {
  return response_body_.content_bytes() + tunnel_out_;
}

}  // namespace meridian::http
