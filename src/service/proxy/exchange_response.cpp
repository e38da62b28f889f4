// The way back: response heads, the body, and the end of the upstream connection.
#include "service/proxy/exchange.hpp"

#include <cstring>

namespace meridian::proxy {

namespace {

constexpr int kInterimResponsesMax = 32;
// Head and body up to this size are copied together into one TLS record.
constexpr std::size_t kJoinBytesMax = 16 * 1024;

}  // namespace

void Exchange::pump_response() {
  for (int turn = 0; turn < limits::kRelayTurnsMax; ++turn) {
    if (session_->connection().has_backlog()) return;
    const net::Connection::Input in = upstream_->connection.read();
    if (in.state == net::ReadState::blocked) return;
    if (in.state != net::ReadState::data) return end_of_upstream(in.state);
    if (first_byte_ == Instant{}) first_byte_ = worker_.now;
    if (head_done_)
      relay_response(in.bytes);
    else
      take_response_head(in.bytes);
    if (ended()) return;
  }
  worker_.run_again(*session_);
}

void Exchange::take_response_head(std::string_view bytes) {
  if (partial_response_head_.empty()) {
    // The worker's own input buffer, handed out read-only by Connection.
    take_heads({const_cast<char*>(bytes.data()), bytes.size()});
    return;
  }
  std::string joined = std::move(partial_response_head_);
  partial_response_head_.clear();
  joined.append(bytes);
  take_heads(joined);
}

// Interim responses, then the final one. An unfinished head waits in partial_response_head_.
void Exchange::take_heads(std::span<char> bytes) {
  const std::size_t head_max = pinned_->snapshot->config->limits.head_bytes;
  while (!bytes.empty()) {
    const std::string_view view{bytes.data(), bytes.size()};
    const std::size_t end = http::find_head_end(view, scanned_);
    if (end == view.npos) {
      if (view.size() > head_max) return bad_response(http::Violation::head_too_large);
      partial_response_head_.assign(view);
      return;
    }
    scanned_ = 0;
    http::ResponseHead& head = worker_.response_head;
    const auto parsed = http::parse_response_head(bytes.first(end), head_max, head);
    if (parsed.state != http::HeadState::complete)
      return bad_response(parsed.violation != http::Violation::none ? parsed.violation
                                                                    : http::Violation::status_line);
    bytes = bytes.subspan(end);
    if (head.status >= 200) return begin_response(head, {bytes.data(), bytes.size()});
    if (!forward_interim(head)) return;
  }
}

// S2. False: the exchange ended.
bool Exchange::forward_interim(const http::ResponseHead& head) {
  if (head.status == 101 || ++interim_count_ > kInterimResponsesMax) {
    bad_response(http::Violation::upgrade_unasked);
    return false;
  }
  if (minor_version_ == 0) return true;
  http::Output out(worker_.head_scratch.get(), WorkerCore::kHeadScratchBytes);
  const http::ResponseFacts facts{.edge_id = worker_.setup.edge_id, .request_id = request_id_};
  const bool written = http::write_client_head(head, {}, facts, out);
  if (!written || session_->connection().has_backlog()) return true;  // may be left out
  if (session_->connection().write(out.view()) != net::WriteState::failed) return true;
  finish(Termination::client_aborted, Session::After::abort);
  return false;
}

http::OutFraming Exchange::out_framing(const http::Framing& framing) const {
  if (framing.kind != http::BodyKind::chunked && framing.kind != http::BodyKind::until_close)
    return http::OutFraming::same;
  return minor_version_ >= 1 ? http::OutFraming::chunked : http::OutFraming::content_only;
}

void Exchange::begin_response(const http::ResponseHead& head, std::string_view rest) {
  const http::FramingVerdict judged = http::judge_response(head, method_);
  if (judged.violation != http::Violation::none) return bad_response(judged.violation);
  const http::OutFraming out = out_framing(judged.framing);
  head_done_ = true;
  status_ = head.status;
  response_persistent_ =
      judged.framing.persistent && judged.framing.kind != http::BodyKind::until_close;
  client_persistent_ = verdict_.framing.persistent && request_sent_ && !worker_.draining &&
                       out != http::OutFraming::content_only;
  const http::ResponseFacts facts{.edge_id = worker_.setup.edge_id,
                                  .request_id = request_id_,
                                  .date = worker_.http_date(),
                                  .client_minor_version = minor_version_,
                                  .close = !client_persistent_,
                                  .framing = out};
  http::Output head_out(worker_.head_scratch.get(), WorkerCore::kHeadScratchBytes);
  if (!http::write_client_head(head, judged.framing, facts, head_out))
    return bad_response(http::Violation::head_too_large);
  response_body_.begin(judged.framing, out);
  http::Output scratch(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
  const http::BodyRelay::Step step = response_body_.next(rest, scratch);
  if (step.state == http::BodyState::refused) return bad_response(step.violation);
  if (step.consumed < rest.size()) response_persistent_ = false;  // F9
  response_started_ = true;
  if (write_client(head_out.view(), step.bytes) == net::WriteState::failed)
    return finish(Termination::client_aborted, Session::After::abort);
  if (step.state == http::BodyState::complete) return response_complete();
  wait(Waiting::stream);
}

net::WriteState Exchange::write_client(std::string_view head, std::string_view body) {
  net::Connection& connection = session_->connection();
  if (body.empty() || !session_->tls()) return connection.write(head, body);
  // One record: in place in front of the body where it lies in the input buffer with room before
  // it, else behind the head, which lies in a scratch buffer.
  char* const begin = worker_.buffers.plain.get();
  const auto at = reinterpret_cast<std::uintptr_t>(body.data());
  const auto first = reinterpret_cast<std::uintptr_t>(begin);
  if (at >= first + head.size() && at < first + net::IoBuffers::kPlainBytes) {
    char* const joined = begin + (at - first) - head.size();
    std::memcpy(joined, head.data(), head.size());
    return connection.write({joined, head.size() + body.size()});
  }
  if (body.size() <= kJoinBytesMax && head.size() + body.size() <= WorkerCore::kHeadScratchBytes) {
    std::memcpy(worker_.head_scratch.get() + head.size(), body.data(), body.size());
    return connection.write({worker_.head_scratch.get(), head.size() + body.size()});
  }
  return connection.write(head, body);
}

void Exchange::relay_response(std::string_view bytes) {
  http::Output scratch(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
  const http::BodyRelay::Step step = response_body_.next(bytes, scratch);
  if (step.state == http::BodyState::refused) {
    worker_.metrics.violations[static_cast<std::size_t>(step.violation)].add();
    return finish(Termination::upstream_cut_short, Session::After::abort);
  }
  if (step.consumed < bytes.size()) response_persistent_ = false;  // F9
  if (!step.bytes.empty() && session_->connection().write(step.bytes) == net::WriteState::failed)
    return finish(Termination::client_aborted, Session::After::abort);
  if (step.state == http::BodyState::complete) return response_complete();
  wait(Waiting::stream);
}

void Exchange::end_of_upstream(net::ReadState state) {
  if (!head_done_) return upstream_failed(Failure::reset);
  if (state != net::ReadState::end || !response_body_.decoder().ends_at_close())
    return finish(Termination::upstream_cut_short, Session::After::abort);
  http::Output scratch(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
  const http::BodyRelay::Step step = response_body_.close(scratch);
  if (!step.bytes.empty() && session_->connection().write(step.bytes) == net::WriteState::failed)
    return finish(Termination::client_aborted, Session::After::abort);
  response_complete();
}

void Exchange::response_complete() {
  if (!request_sent_) return finish(Termination::complete, Session::After::linger);
  finish(Termination::complete,
         client_persistent_ ? Session::After::next_request : Session::After::close);
}

void Exchange::bad_response(http::Violation violation) {
  worker_.metrics.violations[static_cast<std::size_t>(violation)].add();
  head_done_ = false;
  response_persistent_ = false;
  reply({.status = 502,
         .body = "the region sent a response that is not valid HTTP\n",
         .termination = Termination::violation});
}

}  // namespace meridian::proxy
