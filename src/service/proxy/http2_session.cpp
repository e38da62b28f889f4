#include "service/proxy/http2_session.hpp"

#include <algorithm>

#include "service/proxy/exchange.hpp"
#include "service/proxy/session.hpp"

namespace meridian::proxy {

using net::ReadState;
using observability::Termination;

namespace {

// T8: how many requests of one connection begin before the other connections have their turn.
constexpr int kRequestsPerTurnMax = 32;
// S10: the client's answer to the first GOAWAY is waited for this long.
constexpr milliseconds kDrainRoundTripMax{1000};

}  // namespace

Http2Session::Http2Session(WorkerCore& worker, Session& session)
    : worker_(worker),
      session_(session),
      machine_(worker.next_random()),
      held_(worker.buffers.held) {
  progress_at_ = active_at_ = worker.now;
}

Http2Session::~Http2Session() = default;

net::Connection& Http2Session::connection() {
  return session_.connection();
}

void Http2Session::flush_later() {
  worker_.flush_later(session_);
}

void Http2Session::begin(const net::Connection::Input& read) {
  flush_later();  // SETTINGS, whatever the client says
  if (worker_.draining) begin_drain();
  if (read.state == ReadState::blocked) return;
  if (take(read)) on_connection();
}

// Nothing is read while requests wait to begin.
void Http2Session::on_connection() {
  if (ended_) return;
  if (connection().failed()) return client_gone();
  flush_later();
  take_news();
  for (int turn = 0; !machine_.has_news(); ++turn) {
    if (machine_.over()) return;
    if (turn == limits::kRelayTurnsMax) break;
    const net::Connection::Input in = connection().read();
    if (in.state == ReadState::blocked) return;
    if (!take(in)) return;
  }
  worker_.run_again(session_);
}

bool Http2Session::take(const net::Connection::Input& in) {
  if (in.state != ReadState::data) {
    client_gone();
    return false;
  }
  machine_.receive(in.bytes, worker_.now);
  if (!machine_.in_header_block())
    header_since_ = Instant{};
  else if (header_since_ == Instant{})
    header_since_ = worker_.now;
  take_news();
  return true;
}

void Http2Session::take_news() {
  int begun = 0;
  while (begun < kRequestsPerTurnMax) {
    http2::Stream* stream = machine_.next_news();
    if (stream == nullptr) return;
    if (stream->user != nullptr) {
      static_cast<Http2Stream*>(stream->user)->on_news();
      continue;
    }
    ++begun;
    stream_for_request().begin(*stream);
  }
}

Http2Stream& Http2Session::stream_for_request() {
  const auto spare = std::find_if(streams_.begin(), streams_.end(),
                                  [](const auto& stream) { return !stream->in_use(); });
  if (spare != streams_.end()) return **spare;
  streams_.push_back(std::make_unique<Http2Stream>(worker_, *this, session_));
  return *streams_.back();
}

template <class Act>
void Http2Session::for_each_stream(Act act) {
  for (std::size_t i = 0; i < streams_.size(); ++i)
    if (streams_[i]->in_use()) act(*streams_[i]);
}

void Http2Session::client_gone() {
  end(ClientStream::After::abort);
}

void Http2Session::end(ClientStream::After after) {
  if (ended_) return;
  ended_ = true;  // from here on every stream has failed
  count_faults();
  for_each_stream([](Http2Stream& stream) { stream.on_news(); });
  held_.set(0);
  session_.http2_ended(after);
}

void Http2Session::flush() {
  if (ended_) return;
  write_output();
  if (connection().failed()) return client_gone();
  count_faults();
  held_.set(machine_.held());
  note_progress();
  if (machine_.over() && !connection().has_backlog()) return end(ClientStream::After::linger);
  if (machine_.has_news()) worker_.run_again(session_);
  arm();
}

void Http2Session::write_output() {
  net::Connection& to = connection();
  for (int turn = 0; !to.has_backlog() && !to.failed(); ++turn) {
    if (turn == limits::kRelayTurnsMax) return flush_later();
    const std::string_view bytes =
        machine_.write({worker_.http2_output.get(), WorkerCore::kHttp2OutputBytes});
    if (bytes.empty()) return;
    to.write(bytes);
  }
}

void Http2Session::count_faults() {
  if (!machine_.has_faults()) return;
  const http2::ServerSession::FaultCounts faults = machine_.take_faults();
  for (std::size_t i = 0; i < faults.size(); ++i) worker_.metrics.http2_faults[i].add(faults[i]);
}

void Http2Session::note_progress() {
  active_at_ = worker_.now;
  const bool waits = machine_.held() != 0 || connection().has_backlog();
  if (waits && machine_.content_sent() == content_sent_) return;
  content_sent_ = machine_.content_sent();
  progress_at_ = worker_.now;
}

// For whatever comes first; streams have deadlines of their own.
void Http2Session::arm() {
  const config::Timeouts& timeouts = worker_.snapshot().config->timeouts;
  Instant due = active_at_ + timeouts.idle;
  if (header_since_ != Instant{}) due = std::min(due, header_since_ + timeouts.request_head);
  if (drain_due_ != Instant{}) due = std::min(due, drain_due_);
  if (machine_.held() != 0 || connection().has_backlog())
    due = std::min(due, progress_at_ + timeouts.stream_idle);
  session_.arm(std::max(due, worker_.now + net::DeadlineWheel::kTick));
}

void Http2Session::on_deadline() {
  const config::Timeouts& timeouts = worker_.snapshot().config->timeouts;
  const Instant now = worker_.now;
  if (machine_.over()) return end(ClientStream::After::abort);  // its GOAWAY is not taken either
  if (drain_due_ != Instant{} && drain_due_ <= now) {
    drain_due_ = Instant{};
    machine_.finish_drain();
    flush_later();
  }
  if (header_since_ != Instant{} && header_since_ + timeouts.request_head <= now) {
    worker_.metrics.terminations[static_cast<std::size_t>(Termination::request_head_timeout)].add();
    return say_goodbye();
  }
  if (machine_.streams() == 0 && active_at_ + timeouts.idle <= now) return say_goodbye();
  const bool waits = machine_.output_waits() || connection().has_backlog();
  if (waits && progress_at_ + timeouts.stream_idle <= now) {  // T6
    machine_.fail(http2::Fault::stalled);
    return say_goodbye();
  }
  // What waits for an exchange that goes on is the exchange's to judge.
  if (!waits) progress_at_ = now;
  arm();
}

void Http2Session::say_goodbye() {
  machine_.begin_drain();
  machine_.finish_drain();
  write_output();
  end(ClientStream::After::linger);
}

void Http2Session::begin_drain() {
  if (ended_) return;
  machine_.begin_drain();
  for_each_stream([](Http2Stream& stream) { stream.begin_drain(); });
  drain_due_ = worker_.now + kDrainRoundTripMax;
  flush_later();
}

void Http2Session::abandon() {
  if (ended_) return;
  for_each_stream([](Http2Stream& stream) { stream.abandon(); });
  end(ClientStream::After::abort);
}

}  // namespace meridian::proxy
