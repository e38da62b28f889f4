#include "meridian/core/http2/server_session.hpp"

#include <nghttp2/nghttp2.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/http2/bounds.hpp"
#include "core/http2/callbacks.hpp"
#include "core/http2/response_fields.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::http2 {

namespace {

void write_chunk_head(std::size_t size, char* out) {
  for (int i = 0; i < 8; ++i) out[i] = "0123456789abcdef"[(size >> (28 - 4 * i)) & 15];
  out[8] = '\r';
  out[9] = '\n';
}

bool is_interim(std::string_view head) {
  return head.size() > kStatusAt && head[kStatusAt] == '1';
}

Fault fault_of(int error) {
  return error == NGHTTP2_ERR_TOO_MANY_CONTINUATIONS ? Fault::continuation : Fault::protocol;
}

}  // namespace

ServerSession::ServerSession(std::uint64_t nonce)
    : nonce_(nonce), window_updates_free_(kWindowUpdatesFree) {
  MERIDIAN_CHECK(nghttp2_session_server_new2(&session_, callbacks(), this, options()) == 0);
  send_settings();
}

ServerSession::~ServerSession() {
  nghttp2_session_del(session_);
}

void ServerSession::send_settings() {
  constexpr std::array<nghttp2_settings_entry, 5> kSettings{{
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, kStreamsMax},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindowBytes},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, kHeaderListBytesMax},
      {NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1},
      {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1},
  }};
  MERIDIAN_CHECK(nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, kSettings.data(),
                                         kSettings.size()) == 0);
  MERIDIAN_CHECK(nghttp2_session_set_local_window_size(session_, NGHTTP2_FLAG_NONE, 0,
                                                       kConnectionWindowBytes) == 0);
}

void ServerSession::receive(std::string_view in, Instant now) {
  now_ = now;
  if (over()) return;
  const ssize_t taken = nghttp2_session_mem_recv(
      session_, reinterpret_cast<const std::uint8_t*>(in.data()), in.size());
  if (taken < 0 && !failed_) fail(fault_of(static_cast<int>(taken)));
}

bool ServerSession::over() const {
  return failed_ || nghttp2_session_want_read(session_) == 0;
}

Stream* ServerSession::next_news() {
  if (!has_news()) return nullptr;
  Stream* stream = news_.front();
  news_.erase(news_.begin());
  stream->in_news_ = false;
  return stream;
}

void ServerSession::add_news(Stream& stream) {
  if (stream.in_news_ || stream.forgotten_ || !stream.head_complete_) return;
  stream.in_news_ = true;
  news_.push_back(&stream);
}

void ServerSession::add_dirty(Stream& stream) {
  if (stream.in_dirty_ || stream.closed_) return;
  stream.in_dirty_ = true;
  dirty_.push_back(&stream);
}

// Null: there are as many as may be.
Stream* ServerSession::open_stream(std::int32_t id) {
  if (open_ >= kStreamsMax) return nullptr;
  ++open_;
  if (spare_.empty()) {
    streams_.push_back(std::make_unique<Stream>());
  } else {
    streams_.push_back(std::move(spare_.back()));
    spare_.pop_back();
  }
  streams_.back()->reuse(id);
  return streams_.back().get();
}

void ServerSession::close_stream(Stream& stream) {
  stream.closed_ = true;
  if (stream.content_in() != 0) nghttp2_session_consume_connection(session_, stream.content_in());
  // Before its head was complete nobody has heard of it.
  if (stream.forgotten_ || !stream.head_complete_ || stream.user == nullptr) return release(stream);
  add_news(stream);
}

void ServerSession::release(Stream& stream) {
  --open_;
  held_ -= stream.held();
  if (stream.in_news_) std::erase(news_, &stream);
  if (stream.in_dirty_) std::erase(dirty_, &stream);
  const auto at = std::find_if(streams_.begin(), streams_.end(),
                               [&](const auto& one) { return one.get() == &stream; });
  MERIDIAN_CHECK(at != streams_.end());
  if (spare_.size() < kSpareStreamsMax) spare_.push_back(std::move(*at));
  *at = std::move(streams_.back());
  streams_.pop_back();
}

std::string_view ServerSession::take_input(Stream& stream) {
  const std::size_t before = stream.held();
  const std::size_t content = stream.content_in();
  stream.taken_.clear();
  stream.taken_.swap(stream.in_);
  if (content != 0) {
    if (stream.closed_)
      stream.taken_.clear();  // its credit was given back when it was reset
    else
      nghttp2_session_consume(session_, stream.id_, content);
  }
  if (stream.chunked()) {
    if (content != 0) {
      write_chunk_head(content, stream.taken_.data());
      stream.taken_.append("\r\n");
    }
    if (stream.input_ended_) stream.taken_.append("0\r\n").append(stream.trailers_).append("\r\n");
  }
  stream.end_told_ = stream.input_ended_;
  note_held(stream, before);
  return stream.taken_;
}

void ServerSession::send_head(Stream& stream, std::string_view text) {
  if (stream.closed_) return;
  const std::size_t end = text.find("\r\n\r\n");
  MERIDIAN_CHECK(end != text.npos);
  const std::string_view head = text.substr(0, end + 4);
  const bool tunnel = !stream.websocket_key().empty() && head.substr(kStatusAt, 3) == "101";
  if (is_interim(head) && !tunnel) return submit_interim(head, stream);
  const std::size_t before = stream.held();
  stream.head_given_ = true;
  stream.out_head_.assign(head);
  if (tunnel) stream.out_head_.replace(kStatusAt, 3, "200");  // RFC 8441, 5
  note_held(stream, before);
  add_dirty(stream);
  if (end + 4 != text.size()) send(stream, text.substr(end + 4));
}

void ServerSession::submit_interim(std::string_view head, Stream& stream) {
  std::string copy(head);
  std::array<nghttp2_nv, kResponseFieldsMax> fields;
  const std::size_t count = read_response_head(copy, NGHTTP2_NV_FLAG_NONE, fields);
  nghttp2_submit_headers(session_, NGHTTP2_FLAG_NONE, stream.id_, nullptr, fields.data(), count,
                         nullptr);
}

void ServerSession::send(Stream& stream, std::string_view content) {
  if (stream.closed_ || content.empty()) return;
  const std::size_t before = stream.held();
  if (stream.out_sent_ != 0) {
    stream.out_.erase(0, stream.out_sent_);
    stream.out_sent_ = 0;
  }
  stream.out_.append(content);
  note_held(stream, before);
  stream.full_ = stream.full_ || stream.unsent() >= kStreamOutputMax;
  add_dirty(stream);
}

void ServerSession::end(Stream& stream, std::string_view trailers) {
  stream.out_trailers_.assign(trailers);
  finish(stream);
  forget(stream);
}

void ServerSession::finish(Stream& stream) {
  if (stream.ended_) return;
  stream.ended_ = true;
  add_dirty(stream);
}

// S11: the response is complete, the request is not, and nobody will read the rest of it.
void ServerSession::refuse_rest(Stream& stream) {
  if (!stream.end_sent_ || !stream.forgotten_ || stream.input_ended_ || stream.own_reset_) return;
  stream.own_reset_ = true;
  nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream.id_, NGHTTP2_NO_ERROR);
}

void ServerSession::reset(Stream& stream) {
  if (!stream.closed_) {
    stream.own_reset_ = true;
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, stream.id_, NGHTTP2_INTERNAL_ERROR);
  }
  forget(stream);
}

// What has come and was not taken is of no use to anybody: its credit goes back.
void ServerSession::forget(Stream& stream) {
  stream.forgotten_ = true;
  stream.user = nullptr;
  if (stream.in_news_) {
    std::erase(news_, &stream);
    stream.in_news_ = false;
  }
  if (stream.closed_) return release(stream);
  const std::size_t before = stream.held();
  if (stream.content_in() != 0) nghttp2_session_consume(session_, stream.id_, stream.content_in());
  stream.in_.clear();
  note_held(stream, before);
  refuse_rest(stream);
}

void ServerSession::submit(Stream& stream) {
  stream.in_dirty_ = false;
  if (stream.head_given_ && !stream.head_submitted_) {
    stream.head_submitted_ = true;
    std::array<nghttp2_nv, kResponseFieldsMax> fields;
    const std::size_t count = read_response_head(
        stream.out_head_, NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE, fields);
    const nghttp2_data_provider content = response_content();
    const bool bare = stream.ended_ && stream.unsent() == 0 && stream.out_trailers_.empty();
    nghttp2_submit_response(session_, stream.id_, fields.data(), count, bare ? nullptr : &content);
    return;
  }
  if (stream.deferred_) {
    stream.deferred_ = false;
    nghttp2_session_resume_data(session_, stream.id_);
  }
}

std::string_view ServerSession::write(std::span<char> out) {
  for (Stream* stream : dirty_) submit(*stream);
  dirty_.clear();
  room_ = out;
  const auto append = [&](std::string_view bytes) {
    std::memcpy(room_.data(), bytes.data(), bytes.size());
    room_ = room_.subspan(bytes.size());
  };
  append(overflow_);
  overflow_.clear();
  while (room_.size() >= kSmallFrameBytes) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
    if (size <= 0) break;
    const std::string_view frame(reinterpret_cast<const char*>(bytes),
                                 static_cast<std::size_t>(size));
    if (frame.size() > room_.size()) {
      overflow_.assign(frame);
      break;
    }
    append(frame);
  }
  return {out.data(), out.size() - std::exchange(room_, {}).size()};
}

void ServerSession::begin_drain() {
  if (draining_) return;
  draining_ = true;
  nghttp2_submit_shutdown_notice(session_);
  nghttp2_submit_ping(session_, NGHTTP2_FLAG_NONE, nullptr);
}

void ServerSession::finish_drain() {
  if (!draining_ || drained_) return;
  drained_ = true;
  nghttp2_submit_goaway(session_, NGHTTP2_FLAG_NONE,
                        nghttp2_session_get_last_proc_stream_id(session_), NGHTTP2_NO_ERROR,
                        nullptr, 0);
}

void ServerSession::fail(Fault fault) {
  if (failed_) return;
  failed_ = true;
  count(fault);
  const bool abuse = fault != Fault::protocol;
  nghttp2_session_terminate_session(session_,
                                    abuse ? NGHTTP2_ENHANCE_YOUR_CALM : NGHTTP2_PROTOCOL_ERROR);
}

bool ServerSession::spend(Fault fault) {
  if (budgets_.spend(fault, now_)) return true;
  fail(fault);
  return false;
}

// T4: a reset that the client brought about is as good as one of its own.
void ServerSession::blame_reset(Stream* stream) {
  if (stream != nullptr) stream->own_reset_ = true;
  count(Fault::message);
  if (spend(Fault::message)) spend(Fault::resets);
}

void ServerSession::count(Fault fault) {
  ++faults_[static_cast<std::size_t>(fault)];
  faulty_ = true;
}

ServerSession::FaultCounts ServerSession::take_faults() {
  faulty_ = false;
  return std::exchange(faults_, {});
}

bool ServerSession::output_waits() const {
  return std::any_of(streams_.begin(), streams_.end(),
                     [](const auto& stream) { return stream->ended_ && stream->unsent() != 0; });
}

}  // namespace meridian::http2
