// A ServerSession with a client of frames in front of it and the test behind it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/http2/server_session.hpp"
#include "tests/support/h2_peer.hpp"

namespace meridian::http2::test {

using meridian::test::H2Fields;
using meridian::test::H2Peer;

inline constexpr std::string_view kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

struct Served {
  enum class Client : std::uint8_t { has_our_settings, begins };
  explicit Served(Client client = Client::has_our_settings) {
    say(H2Peer::preface() + (client == Client::begins ? std::string() : H2Peer::settings_ack()));
  }

  // The client sends, the session answers.
  void say(std::string_view bytes) {
    session.receive(bytes, now);
    flush();
  }
  void flush() {
    std::string room(64 * 1024, '\0');
    for (;;) {
      const std::string_view bytes = session.write(room);
      if (bytes.empty()) return;
      peer.receive(bytes);
    }
  }
  // The next stream with news, which must be there.
  Stream& next() {
    Stream* stream = session.next_news();
    if (stream == nullptr) throw std::logic_error("no news");
    if (stream->user == nullptr) stream->user = this;
    return *stream;
  }
  void answer(Stream& stream, std::string_view text = kOk, std::string_view trailers = {}) {
    session.send_head(stream, text);
    session.end(stream, trailers);
    flush();
  }
  std::uint32_t faults(Fault fault) {
    return session.take_faults()[static_cast<std::size_t>(fault)];
  }

  ServerSession session;
  H2Peer peer;
  Instant now{};
};

}  // namespace meridian::http2::test
