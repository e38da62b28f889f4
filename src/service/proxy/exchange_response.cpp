// The way back: what the response machine says is performed on the client's connection.
#include "service/proxy/exchange.hpp"

namespace meridian::proxy {

void Exchange::pump_response() {
  for (int turn = 0; turn < limits::kRelayTurnsMax; ++turn) {
    if (tunnel_.upstream_ended || stream_->has_backlog()) return;
    if (!held_response_.empty()) {
      std::string held = std::exchange(held_response_, {});
      note_held();
      take_response(held);
      if (ended()) return;
      continue;
    }
    const net::Connection::Input in = upstream_->connection.read();
    if (in.state == net::ReadState::blocked) return;
    if (in.state != net::ReadState::data) return end_of_upstream(in.state);
    if (first_byte_ == Instant{}) first_byte_ = worker_.now;
    // The worker's own input buffer, handed out read-only by Connection.
    take_response({const_cast<char*>(in.bytes.data()), in.bytes.size()});
    if (ended()) return;
  }
  worker_.run_again(*stream_);
}

void Exchange::take_response(std::span<char> rest) {
  const http::ExchangeRelay::Facts facts{
      .edge_id = worker_.setup.edge_id,
      .request_id = request_id_,
      .date = worker_.http_date(),
      .head_bytes_max = pinned_->snapshot->config->limits.head_bytes,
      .draining = worker_.draining,
      .extra = pin_.set_cookie(),
      .hsts = stream_->session().hsts()};
  while (!rest.empty()) {
    // Only a 1xx is followed by more in one read.
    if (stream_->has_backlog()) {
      held_response_.assign(rest.data(), rest.size());
      note_held();
      return;
    }
    http::Output head(worker_.head_scratch.get(), WorkerCore::kHeadScratchBytes);
    http::Output body(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
    const auto step = relay_.response(rest, facts, {worker_.response_head, head, body});
    if (!perform(step)) return;
    rest = rest.subspan(step.consumed);
    if (relay_.response_complete()) return response_complete();
  }
}

// False: the exchange ended.
bool Exchange::perform(const http::ResponseStep& step) {
  using Event = http::ResponseStep::Event;
  switch (step.event) {
    case Event::more: return true;
    case Event::interim: return pass_interim(step.head);
    case Event::started:
    case Event::switched: return pass_head(step);
    case Event::body: return pass_body(step.body);
    case Event::refused: refuse_response(step.violation); return false;
  }
  return true;
}

bool Exchange::pass_interim(std::string_view head) {
  if (stream_->write_head(head, {}) == net::WriteState::failed) {
    finish(Termination::client_aborted, After::abort);
    return false;
  }
  if (waiting_ == Waiting::continue_) wait(Waiting::stream);
  return true;
}

// The beginning of the final response, or of a tunnel.
bool Exchange::pass_head(const http::ResponseStep& step) {
  status_ = relay_.status();
  if (status_ >= 502 && status_ <= 504)
    note_failure(health::LiveFailure::gateway_error);
  else
    worker_.pool.note_answered(target_endpoint_->id);
  response_started_ = true;
  due_.attempt = Instant{};
  if (!pin_.set_cookie().empty())
    worker_.metrics.pins[static_cast<std::size_t>(observability::PinResult::given)].add();
  if (stream_->write_head(step.head, step.body) == net::WriteState::failed) {
    finish(Termination::client_aborted, After::abort);
    return false;
  }
  if (!relay_.is_tunnel()) {
    if (!relay_.response_complete()) wait(Waiting::stream);
    return true;
  }
  begin_tunnel(step.body);
  return !ended();
}

bool Exchange::pass_body(std::string_view body) {
  if (!body.empty() && stream_->write(body) == net::WriteState::failed) {
    finish(Termination::client_aborted, After::abort);
    return false;
  }
  if (relay_.is_tunnel()) {
    tunnel_.to_client.take(body);
    if (tunnel_.closing && close_tunnel()) return false;
  }
  if (!relay_.response_complete()) wait(relay_.is_tunnel() ? Waiting::tunnel : Waiting::stream);
  return true;
}

// S3: the upstream has no opinion, so the body is asked for.
void Exchange::say_continue() {
  wait(Waiting::stream);
  if (stream_->has_backlog()) return;
  pass_interim("HTTP/1.1 100 Continue\r\n\r\n");
}

void Exchange::end_of_upstream(net::ReadState state) {
  if (!relay_.answered()) return upstream_failed(Failure::reset);
  if (state != net::ReadState::end) return finish(Termination::upstream_cut_short, After::abort);
  http::Output scratch(worker_.body_scratch.get(), WorkerCore::kBodyScratchBytes);
  if (!perform(relay_.upstream_ended(scratch))) return;
  if (!relay_.is_tunnel()) return response_complete();
  tunnel_.upstream_ended = true;
  stream_->finish_writing();
  end_of_tunnel_side();
}

void Exchange::response_complete() {
  const std::string_view trailers = relay_.response_trailers();
  if (!trailers.empty()) stream_->write_trailers(trailers);
  if (!relay_.request_complete()) return finish(Termination::complete, After::linger);
  finish(Termination::complete, relay_.client_reusable() ? After::next_request : After::close);
}

void Exchange::refuse_response(http::Violation violation) {
  if (violation != http::Violation::none)
    worker_.metrics.violations[static_cast<std::size_t>(violation)].add();
  if (response_started_) return finish(Termination::upstream_cut_short, After::abort);
  reply({.status = 502,
         .body = "the region sent a response that is not valid HTTP\n",
         .termination = Termination::violation});
}

}  // namespace meridian::proxy
