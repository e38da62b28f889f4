#include "connection.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <utility>

namespace meridian::origin {

Connection::Connection(int descriptor, SSL_CTX* context, From from, Facts& facts)
    : facts_(facts),
      transport_(descriptor, context),
      from_(std::move(from)),
      in_(new char[kInputBytes]) {}

bool Connection::wants_input() const {
  return !in_closed_ && (state_ == State::head || state_ == State::body) &&
         out_.size() - out_sent_ < kOutputHighMark;
}

Connection::Outcome Connection::drive() {
  bool moved = true;
  for (int turn = 0; turn < kTurnsMax && moved; ++turn) {
    // After one read, a plain socket says by itself when there is more.
    moved = (turn == 0 || transport_.has_pending()) && wants_input() && read_some();
    while (out_.size() - out_sent_ < kOutputHighMark && consume()) moved = true;
    moved = write_some() || moved;
    if (state_ == State::dead) return Outcome::over;
    if (state_ == State::closing && !wants_output()) {
      transport_.finish();
      return Outcome::over;
    }
  }
  if (moved) return Outcome::again;
  if (state_ == State::delayed || state_ == State::resting) return Outcome::delayed;
  if (in_closed_ && !wants_output()) return Outcome::over;
  return Outcome::waiting;
}

void Connection::resume() {
  if (state_ == State::delayed) begin_answer();
  if (state_ == State::resting) state_ = State::body;
}

bool Connection::read_some() {
  if (in_begin_ > 0) {
    std::memmove(in_.get(), in_.get() + in_begin_, in_end_ - in_begin_);
    in_end_ -= std::exchange(in_begin_, 0);
  }
  const Transfer got = transport_.read(in_.get() + in_end_, kInputBytes - in_end_);
  in_end_ += got.bytes;
  if (got.status == Transfer::Status::closed) in_closed_ = true;
  return got.status == Transfer::Status::moved;
}

bool Connection::write_some() {
  if (!wants_output()) return false;
  const Transfer sent = transport_.write(std::string_view(out_).substr(out_sent_));
  if (sent.status == Transfer::Status::closed) state_ = State::dead;
  out_sent_ += sent.bytes;
  if (out_sent_ == out_.size()) {
    out_.clear();
    out_sent_ = 0;
  }
  return sent.status == Transfer::Status::moved;
}

bool Connection::consume() {
  switch (state_) {
    case State::head: return in_begin_ < in_end_ && consume_head();
    case State::body: return consume_body();
    case State::generate: return generate();
    case State::resting:
    case State::delayed:
    case State::closing:
    case State::dead: break;
  }
  return false;
}

bool Connection::consume_head() {
  const std::string_view bytes(in_.get() + in_begin_, in_end_ - in_begin_);
  std::size_t length = 0;
  const ParseStatus status = parse_request_head(bytes, head_, length);
  if (status == ParseStatus::incomplete) return false;
  if (status == ParseStatus::bad) {
    append_bad_request(out_, from_.region);
    state_ = State::closing;
    return true;
  }
  in_begin_ += length;
  reply_ = make_reply(head_, {from_.peer, from_.region, ++requests_}, facts_);
  keep_alive_ = head_.keep_alive && !reply_.cut;
  head_only_ = head_.method == "HEAD";
  received_ = 0;
  checksum_ = {};
  body_begun_ = {};
  decoder_.start(head_.chunked, head_.content_length);
  if (head_.expects_continue && head_.has_body()) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  if (reply_.kind == BodyKind::echo) append_head(out_, reply_, from_.region, keep_alive_);
  state_ = State::body;
  return true;
}

bool Connection::consume_body() {
  std::string_view input(in_.get() + in_begin_, in_end_ - in_begin_);
  std::string_view piece;
  const BodyDecoder::Step step = decoder_.next(input, piece);
  in_begin_ = in_end_ - input.size();
  switch (step) {
    case BodyDecoder::Step::data: take_body_piece(piece); return true;
    case BodyDecoder::Step::done: finish_body(); return true;
    case BodyDecoder::Step::bad: state_ = State::dead; return true;
    case BodyDecoder::Step::more: break;
  }
  return false;
}

void Connection::take_body_piece(std::string_view piece) {
  received_ += piece.size();
  if (reply_.kind == BodyKind::sink) {
    checksum_.add(piece);
    if (reply_.rate > 0) rest_if_ahead();
  }
  if (reply_.kind == BodyKind::echo) append_piece(piece, reply_.chunked);
}

void Connection::rest_if_ahead() {
  constexpr std::chrono::milliseconds kWorthwhile{2};
  const auto now = std::chrono::steady_clock::now();
  if (body_begun_ == std::chrono::steady_clock::time_point{}) body_begun_ = now + reply_.rest;
  const std::chrono::duration<double> due(static_cast<double>(received_) /
                                          static_cast<double>(reply_.rate));
  delay_ = std::chrono::duration_cast<std::chrono::milliseconds>(body_begun_ + due - now);
  if (delay_ >= kWorthwhile) state_ = State::resting;
}

void Connection::finish_body() {
  if (reply_.silent) {
    state_ = State::dead;
  } else if (reply_.kind == BodyKind::echo) {
    if (reply_.chunked) out_ += "0\r\n\r\n";
    end_answer();
  } else if (reply_.delay.count() > 0) {
    delay_ = reply_.delay;
    state_ = State::delayed;
  } else {
    begin_answer();
  }
}

void Connection::begin_answer() {
  if (reply_.kind == BodyKind::sink) {
    reply_.text = sink_text(received_, checksum_.value());
    reply_.content_type = "application/json";
    reply_.kind = BodyKind::text;
  }
  append_head(out_, reply_, from_.region, keep_alive_);
  if (head_only_ || reply_.kind == BodyKind::none) return end_answer();
  if (reply_.kind == BodyKind::text) {
    out_ += reply_.text;
    return end_answer();
  }
  generated_ = 0;
  generate_end_ = reply_.cut ? reply_.length / 2 : reply_.length;
  state_ = State::generate;
}

bool Connection::generate() {
  const auto length = static_cast<std::size_t>(
      std::min<std::uint64_t>(generate_end_ - generated_, kPatternPieceMax));
  if (length > 0) append_piece(pattern_piece(generated_, length), reply_.chunked);
  generated_ += length;
  if (generated_ == generate_end_) {
    if (reply_.chunked) out_ += "0\r\n\r\n";
    end_answer();
  }
  return true;
}

void Connection::append_piece(std::string_view piece, bool chunked) {
  if (!chunked) {
    out_ += piece;
    return;
  }
  std::array<char, 20> size{};
  const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
  out_.append(size.data(), static_cast<std::size_t>(digits));
  out_ += piece;
  out_ += "\r\n";
}

void Connection::end_answer() {
  state_ = keep_alive_ ? State::head : State::closing;
}

}  // namespace meridian::origin
