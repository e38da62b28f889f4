// One request and its response on a connection of HTTP/2, as ServerSession keeps it. It belongs to
// the session; whoever handles the request holds a reference until it has said end(), reset() or
// forget() of it.
//
// What it received reads as HTTP/1.1: a head, and a body with chunks where no length was announced,
// trailers included. What it is given to send is a head of HTTP/1.1, content without framing, and
// lines of trailers. So one codec judges both versions, and what is behind it knows one.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/http/head.hpp"

namespace meridian::http2 {

class RequestText;

class Stream {
 public:
  Stream();
  ~Stream();

  const std::string& head() const;
  // Why the request is to be answered with this status instead; none: it is well-formed.
  http::Violation violation() const;
  std::uint16_t violation_status() const;
  // Not empty: it asks for a WebSocket, and an upstream's 101 must accept this key (RFC 6455, 4.1).
  const std::string& websocket_key() const;
  bool has_input() const { return content_in() != 0 || (chunked() && input_ended_ && !end_told_); }
  // No byte of the body will come any more but those that take_input() gives.
  bool input_ended() const { return input_ended_; }
  // The client, or an error of its, has ended the stream: nothing is sent any more.
  bool is_reset() const { return closed_; }
  // As much waits to be sent as may: nothing more is to be given until the session tells.
  bool is_full() const { return full_; }

  void* user = nullptr;  // whoever handles the request; null: nobody yet

 private:
  friend class ServerSession;
  friend struct Callbacks;

  bool chunked() const { return in_prefix_ != 0; }
  std::size_t unsent() const { return out_.size() - out_sent_; }
  std::size_t content_in() const { return in_.empty() ? 0 : in_.size() - in_prefix_; }
  std::size_t held() const { return in_.size() + out_.size() + out_head_.size(); }
  void reuse(std::int32_t id);

  std::int32_t id_ = 0;
  std::unique_ptr<RequestText> request_;
  std::string in_;     // content received and not taken, behind room for the size of a chunk
  std::string taken_;  // what take_input() gave
  std::string trailers_;
  std::size_t in_prefix_ = 0;
  std::string out_head_;  // its lines are referred to until HEADERS are sent
  std::string out_;
  std::string out_trailers_;
  std::size_t out_sent_ = 0;

  bool head_complete_ = false;
  bool input_ended_ = false;
  bool end_told_ = false;  // take_input() gave the last chunk
  bool head_given_ = false, head_submitted_ = false;
  bool deferred_ = false;  // the library waits for more of out_
  bool full_ = false;
  bool ended_ = false;      // nothing is added to the response
  bool end_sent_ = false;   // END_STREAM
  bool forgotten_ = false;  // nobody handles it any more
  bool closed_ = false;
  bool own_reset_ = false;  // RST_STREAM is our decision, or counted already
  bool in_news_ = false, in_dirty_ = false;
};

}  // namespace meridian::http2
