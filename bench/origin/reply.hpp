// What the origin answers: a pure function of the request and of the origin's few facts.
//
//   /                 200, JSON: region, method, target, peer, connection_requests, headers
//   /small            200, a body of exactly 100 bytes
//   /bytes/N          200, N bytes of the pattern (pattern.hpp) with Content-Length
//   /chunked/N        the same, chunked
//   /cut/N            announces N bytes, sends half of them and closes
//   /echo             200, the request's body, framed as it came
//   /sink             200, JSON: bytes and checksum of the request's body
//   /sink/MS/RATE     the same by a slow reader: rests MS ms after the first piece, then reads RATE
//                     bytes per second
//   /status/N         status N (200..599)
//   /slow/MS          200 after MS milliseconds
//   /close            closes without an answer
//   /health           200 "up" or 503 "down"; PUT /health/down and /health/up switch it
//   anything else     as "/"
// Every answer names its region in the field X-Region.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "request_head.hpp"

namespace meridian::origin {

struct Facts {
  std::chrono::milliseconds delay{0};  // before every answer
  bool healthy = true;
};

struct Peer {
  std::string_view address;    // "127.0.0.1:4711"
  std::string_view region;     // whose listener it came to
  std::uint64_t requests = 0;  // on this connection, this one included
};

enum class BodyKind { text, pattern, echo, sink, none };

struct Reply {
  int status = 200;
  BodyKind kind = BodyKind::text;
  std::string_view content_type = "text/plain";
  std::string text;                   // BodyKind::text
  std::uint64_t length = 0;           // BodyKind::pattern
  bool chunked = false;               // pattern and echo
  bool cut = false;                   // send half of the length, then close
  bool silent = false;                // close without an answer
  std::chrono::milliseconds rest{0};  // sink: before the second piece
  std::uint64_t rate = 0;             // sink: bytes per second after the rest; 0: no limit
  std::chrono::milliseconds delay{0};
};

// May switch `facts.healthy`.
Reply make_reply(const RequestHead& head, const Peer& peer, Facts& facts);
std::string sink_text(std::uint64_t bytes, std::uint64_t checksum);
// Status line and fields, the empty line included.
void append_head(std::string& out, const Reply& reply, std::string_view region, bool keep_alive);
void append_bad_request(std::string& out, std::string_view region);

}  // namespace meridian::origin
