// One client connection: reads requests, performs their replies, in order (pipelining included).
// Owned by the Server's table; runs on its one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "body_decoder.hpp"
#include "pattern.hpp"
#include "reply.hpp"
#include "request_head.hpp"
#include "transport.hpp"

namespace meridian::origin {

inline constexpr std::size_t kInputBytes = 64 * 1024;
inline constexpr std::size_t kOutputHighMark = 256 * 1024;  // above it, nothing more is read
inline constexpr int kTurnsMax = 32;  // rounds of read, consume, write before others run

class Connection {
 public:
  enum class Outcome {
    waiting,  // for a readiness event
    again,    // wants another turn without one
    delayed,  // wants resume() after delay()
    over,
  };

  struct From {
    std::string peer;    // "127.0.0.1:4711"
    std::string region;  // of the listener
  };

  Connection(int descriptor, SSL_CTX* context, From from, Facts& facts);

  Outcome drive();
  void resume();  // the delay is over; drive() follows
  int descriptor() const { return transport_.descriptor(); }
  std::chrono::milliseconds delay() const { return delay_; }
  bool wants_input() const;
  bool wants_output() const { return out_sent_ < out_.size(); }

 private:
  enum class State { head, body, resting, delayed, generate, closing, dead };

  bool read_some();   // true: bytes came
  bool write_some();  // true: bytes went
  bool consume();     // one step of the state machine; true: it moved
  bool consume_head();
  bool consume_body();
  void take_body_piece(std::string_view piece);
  void rest_if_ahead();  // a sink with a rate
  void finish_body();    // the request is complete: answer it
  void begin_answer();
  bool generate();  // the next piece of a generated body
  void append_piece(std::string_view piece, bool chunked);
  void end_answer();

  Facts& facts_;
  Transport transport_;
  From from_;
  std::unique_ptr<char[]> in_;
  std::size_t in_begin_ = 0;
  std::size_t in_end_ = 0;
  bool in_closed_ = false;
  std::string out_;
  std::size_t out_sent_ = 0;

  State state_ = State::head;
  RequestHead head_;  // its views are valid inside consume_head only
  BodyDecoder decoder_;
  Reply reply_;
  bool keep_alive_ = true;
  bool head_only_ = false;  // HEAD
  std::uint64_t requests_ = 0;
  std::uint64_t received_ = 0;
  Checksum checksum_;
  std::chrono::steady_clock::time_point body_begun_;
  std::chrono::milliseconds delay_{0};
  std::uint64_t generated_ = 0;
  std::uint64_t generate_end_ = 0;
};

}  // namespace meridian::origin
