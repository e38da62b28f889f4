// Any frames of a client through whole connections: what the session gives is answered, cut short
// or left alone as the input says, and what it sends is read again by a naive reader. Never a
// request with two meanings, never more kept than the windows allow, never a frame out of place.
//
// The input: one byte that seeds cuts and answers, then bytes. If they begin with 'R' what follows
// are frames behind a good preface, else it is the connection from its first byte.
#include <algorithm>
#include <cstdint>
#include <string>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/http/head.hpp"
#include "meridian/core/http2/server_session.hpp"

namespace {

using namespace meridian;
using namespace meridian::http2;

// 100 streams: a window each way, what a stream may have to send, and its head.
constexpr std::size_t kHeldMax = 100 * (2 * 65536 + 65536 + 4096);

class Edge {
 public:
  Edge(std::string_view client, std::uint64_t seed) : left_(client), random_(seed) {}

  void run() {
    while (!left_.empty() && !session_.over()) {
      const std::string_view in = left_.substr(0, draw(1, 3000));
      left_.remove_prefix(in.size());
      now_ += milliseconds(draw(0, 50));
      session_.receive(in, now_);
      while (Stream* stream = session_.next_news()) take(*stream);
      flush();
      MERIDIAN_CHECK(session_.held() <= kHeldMax);
    }
    session_.begin_drain();
    session_.finish_drain();
    flush();
  }

 private:
  std::uint64_t draw(std::uint64_t from, std::uint64_t to) {
    random_ = mix64(random_ + 1);
    return from + random_ % (to - from + 1);
  }

  void take(Stream& stream) {
    if (stream.user == nullptr) begin(stream);
    if (stream.is_reset()) return session_.forget(stream);
    if (stream.has_input() && draw(0, 2) != 0) (void)session_.take_input(stream);
    switch (draw(0, 5)) {
      case 0: return session_.reset(stream);
      case 1:
        session_.send_head(stream, "HTTP/1.1 200 OK\r\nA: b\r\n\r\nwhole");
        return session_.end(stream, draw(0, 1) != 0 ? "T: u\r\n" : "");
      case 2: session_.send_head(stream, "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\n"); return;
      case 3:
        session_.send_head(stream, "HTTP/1.1 204 No Content\r\n\r\n");
        return session_.end(stream);
      case 4:
        session_.send_head(stream, "HTTP/1.1 200 OK\r\n\r\n" + std::string(draw(0, 40'000), 'x'));
        return session_.end(stream);
      default: return;
    }
  }

  // One message, by the strict codec, or refused: nothing behind its end.
  void begin(Stream& stream) {
    stream.user = this;
    if (stream.violation() != http::Violation::none) return;
    const std::string& head = stream.head();
    std::size_t scanned = 0;
    MERIDIAN_CHECK(http::find_head_end(head, scanned) == head.size());
    static http::RequestHead parsed;
    const auto result = http::parse_request_head(head, limits::kHeadBytesMax, parsed);
    MERIDIAN_CHECK(result.state != http::HeadState::incomplete);
    if (result.state != http::HeadState::complete) return;
    MERIDIAN_CHECK(result.bytes == head.size());
    MERIDIAN_CHECK(!parsed.fields.repeats(http::FieldId::host));
    MERIDIAN_CHECK(!parsed.fields.has(http::FieldId::connection));
  }

  void flush() {
    static std::string room(64 * 1024, '\0');
    for (;;) {
      const std::string_view bytes = session_.write(room);
      if (bytes.empty()) return;
      read(bytes);
    }
  }

  // Whole frames, none above the size that a client must take.
  void read(std::string_view bytes) {
    out_.append(bytes);
    while (out_.size() >= 9) {
      const auto at = [&](std::size_t i) {
        return std::size_t{static_cast<std::uint8_t>(out_[i])};
      };
      const std::size_t size = at(0) << 16 | at(1) << 8 | at(2);
      MERIDIAN_CHECK(size <= 16384);
      if (out_.size() < 9 + size) return;
      out_.erase(0, 9 + size);
    }
  }

  ServerSession session_;
  std::string_view left_;
  std::uint64_t random_;
  Instant now_{};
  std::string out_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::string bytes(input.substr(1));
  if (bytes.front() == 'R')
    bytes = std::string(kClientPreface) + std::string("\0\0\0\4\0\0\0\0\0", 9) + bytes.substr(1);
  Edge(bytes, data[0]).run();
  return 0;
}
