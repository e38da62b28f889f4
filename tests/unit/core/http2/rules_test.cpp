// T1, T2: what RFC 9113 says of frames and messages, as raw frames. Each case is what a client
// sends on a fresh connection, and how it is to end.
#include <gmock/gmock.h>

#include "tests/unit/core/http2/served.hpp"

namespace meridian::http2::test {
namespace {

enum class Ends : std::uint8_t { served, stream, connection };

struct Case {
  const char* name;
  std::string bytes;
  Ends ends;
  std::uint32_t code;
};

// Streams are given and forgotten, as somebody would who answers nothing yet.
Ends outcome(Served& served, const std::string& bytes, std::uint32_t& code) {
  served.say(bytes);
  if (served.peer.gone_away()) {
    code = served.peer.goaway_code();
    return Ends::connection;
  }
  code = served.peer.response(1).reset_code;
  return served.peer.response(1).reset ? Ends::stream : Ends::served;
}

void expect(const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    Served served;
    std::uint32_t code = 0;
    const Ends ends = outcome(served, one.bytes, code);
    EXPECT_EQ(static_cast<int>(ends), static_cast<int>(one.ends)) << one.name;
    EXPECT_EQ(code, one.code) << one.name;
    EXPECT_EQ(served.session.has_faults(), one.ends != Ends::served) << one.name;
    EXPECT_EQ(served.session.has_news(), one.ends == Ends::served) << one.name;
  }
}

// A header block that begins on a fresh connection.
std::string block(const H2Fields& fields) {
  return H2Peer().block(fields);
}

std::string headers(const H2Fields& fields, bool last = true) {
  return H2Peer().headers(1, fields, last);
}

std::string get(const H2Fields& more = {}) {
  return headers(H2Peer::request("GET", "/", more));
}

constexpr unsigned kWhole = NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM;
const std::string kZeros4(4, '\0');
const std::string kZeros5(5, '\0');

// Sections 4 and 5.1
TEST(Rules, FramesHaveTheirSizeAndTheirStream) {
  const std::string large(16385, 'x');
  expect({
      {"DATA above SETTINGS_MAX_FRAME_SIZE",
       H2Peer().headers(1, H2Peer::request("POST", "/"), false) +
           H2Peer::frame(NGHTTP2_DATA, 0, 1, large),
       Ends::connection, NGHTTP2_FRAME_SIZE_ERROR},
      {"HEADERS above it", H2Peer::frame(NGHTTP2_HEADERS, kWhole, 1, large), Ends::connection,
       NGHTTP2_FRAME_SIZE_ERROR},
      {"DATA on stream 0", H2Peer::frame(NGHTTP2_DATA, 0, 0, "x"), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"HEADERS on stream 0",
       H2Peer::frame(NGHTTP2_HEADERS, kWhole, 0, block(H2Peer::request("GET", "/"))),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"HEADERS on an even stream",
       H2Peer::frame(NGHTTP2_HEADERS, kWhole, 2, block(H2Peer::request("GET", "/"))),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"DATA on an idle stream", H2Peer::data(1, "x"), Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"RST_STREAM on an idle stream", H2Peer::reset(1), Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"WINDOW_UPDATE on an idle stream", H2Peer::window_update(1, 5), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"a stream below an earlier one",
       H2Peer().get(3) + H2Peer::frame(NGHTTP2_HEADERS, kWhole, 1, "\x82\x87\x84"),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"a frame of an unknown type", H2Peer::frame(0xee, 0xff, 0, "anything") + get(), Ends::served,
       0},
      {"flags without a meaning",
       H2Peer::frame(NGHTTP2_HEADERS, kWhole | 0x90, 1, block(H2Peer::request("GET", "/"))),
       Ends::served, 0},
  });
}

// Section 6, each frame's own rules
TEST(Rules, FramesAreWellFormed) {
  expect({
      {"RST_STREAM of 3 bytes", get() + H2Peer::frame(NGHTTP2_RST_STREAM, 0, 1, "abc"),
       Ends::connection, NGHTTP2_FRAME_SIZE_ERROR},
      {"RST_STREAM on stream 0", H2Peer::frame(NGHTTP2_RST_STREAM, 0, 0, kZeros4), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"PUSH_PROMISE from a client", H2Peer::frame(NGHTTP2_PUSH_PROMISE, 4, 1, kZeros4),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"PING on a stream", H2Peer::frame(NGHTTP2_PING, 0, 1, std::string(8, '\0')),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"PING of 7 bytes", H2Peer::frame(NGHTTP2_PING, 0, 0, std::string(7, '\0')), Ends::connection,
       NGHTTP2_FRAME_SIZE_ERROR},
      {"GOAWAY on a stream", H2Peer::frame(NGHTTP2_GOAWAY, 0, 1, std::string(8, '\0')),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"WINDOW_UPDATE of 3 bytes", H2Peer::frame(NGHTTP2_WINDOW_UPDATE, 0, 0, "abc"),
       Ends::connection, NGHTTP2_FRAME_SIZE_ERROR},
      {"WINDOW_UPDATE of 0 on the connection", H2Peer::window_update(0, 0), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"the connection's window above 2^31-1", H2Peer::window_update(0, 0x7fffffff),
       Ends::connection, NGHTTP2_FLOW_CONTROL_ERROR},
      {"a stream's window above 2^31-1", get() + H2Peer::window_update(1, 0x7fffffff), Ends::stream,
       NGHTTP2_FLOW_CONTROL_ERROR},
      {"CONTINUATION without HEADERS",
       H2Peer::frame(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, 1, "\x82"), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"another frame inside a header block",
       H2Peer::frame(NGHTTP2_HEADERS, 0, 1, block(H2Peer::request("GET", "/"))) + H2Peer::ping(),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"CONTINUATION of another stream",
       H2Peer::frame(NGHTTP2_HEADERS, 0, 1, block(H2Peer::request("GET", "/"))) +
           H2Peer::frame(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, 3),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"padding as long as the frame",
       H2Peer().headers(1, H2Peer::request("POST", "/"), false) +
           H2Peer::frame(NGHTTP2_DATA, NGHTTP2_FLAG_PADDED, 1, "\x05xxxx"),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"HPACK that is none", H2Peer::frame(NGHTTP2_HEADERS, kWhole, 1, "\xff\xff\xff\xff\xff\x7f"),
       Ends::connection, NGHTTP2_COMPRESSION_ERROR},
  });
}

// Section 6.5
TEST(Rules, SettingsAreWellFormed) {
  expect({
      {"SETTINGS on a stream", H2Peer::frame(NGHTTP2_SETTINGS, 0, 1), Ends::connection,
       NGHTTP2_PROTOCOL_ERROR},
      {"SETTINGS of 5 bytes", H2Peer::frame(NGHTTP2_SETTINGS, 0, 0, kZeros5), Ends::connection,
       NGHTTP2_FRAME_SIZE_ERROR},
      {"SETTINGS ACK with bytes",
       H2Peer::frame(NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, H2Peer::setting(1, 1)),
       Ends::connection, NGHTTP2_FRAME_SIZE_ERROR},
      {"ENABLE_PUSH of 2",
       H2Peer::frame(NGHTTP2_SETTINGS, 0, 0, H2Peer::setting(NGHTTP2_SETTINGS_ENABLE_PUSH, 2)),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"INITIAL_WINDOW_SIZE above 2^31-1",
       H2Peer::frame(NGHTTP2_SETTINGS, 0, 0,
                     H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0x80000000U)),
       Ends::connection, NGHTTP2_FLOW_CONTROL_ERROR},
      {"MAX_FRAME_SIZE below 16384",
       H2Peer::frame(NGHTTP2_SETTINGS, 0, 0,
                     H2Peer::setting(NGHTTP2_SETTINGS_MAX_FRAME_SIZE, 16383)),
       Ends::connection, NGHTTP2_PROTOCOL_ERROR},
      {"a setting that is not known",
       H2Peer::frame(NGHTTP2_SETTINGS, 0, 0, H2Peer::setting(0xaaaa, 7)) + get(), Ends::served, 0},
  });
}

// Section 8.2
TEST(Rules, FieldsAreThoseOfHttp2) {
  const std::string nul("a\0b", 3);
  expect({
      {"an upper-case name", get({{"Accept", "x"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"connection", get({{"connection", "close"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"keep-alive", get({{"keep-alive", "5"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"proxy-connection", get({{"proxy-connection", "x"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"transfer-encoding", get({{"transfer-encoding", "chunked"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"upgrade", get({{"upgrade", "websocket"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"te other than trailers", get({{"te", "gzip"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"te: trailers", get({{"te", "trailers"}}), Ends::served, 0},
      // T7
      {"CR LF in a value", get({{"x", "a\r\nb: c"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"NUL in a value", get({{"x", nul}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a space in front of a value", get({{"x", " a"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a colon in a name", get({{"a:b", "c"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a space in a name", get({{"a b", "c"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"no name", get({{"", "c"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
  });
}

// Section 8.3
TEST(Rules, PseudoHeadersAreCompleteOnceAndFirst) {
  const auto with = [](const char* method, const char* path) {
    return headers(H2Peer::request(method, path));
  };
  expect({
      {"no :method", headers({{":scheme", "https"}, {":authority", "a"}, {":path", "/"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"no :scheme", headers({{":method", "GET"}, {":authority", "a"}, {":path", "/"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"no :path", headers({{":method", "GET"}, {":scheme", "https"}, {":authority", "a"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"an empty :path", with("GET", ""), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {":path without a slash", with("GET", "a"), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"* for GET", with("GET", "*"), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"* for OPTIONS", with("OPTIONS", "*"), Ends::served, 0},
      {"a space in :method", with("GE T", "/"), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a space in :path", with("GET", "/a b"), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {":method twice",
       headers({{":method", "GET"}, {":method", "GET"}, {":scheme", "https"}, {":path", "/"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {":path twice",
       headers({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {":path", "/x"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a pseudo-header that is not known", get({{":x", "y"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {":status in a request", get({{":status", "200"}}), Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"a pseudo-header behind a field",
       headers({{":method", "GET"}, {":scheme", "https"}, {"a", "b"}, {":path", "/"}}),
       Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"CONNECT with :path",
       headers({{":method", "CONNECT"}, {":authority", "a:1"}, {":path", "/"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {":protocol without CONNECT",  // RFC 8441, 4
       headers(H2Peer::request("GET", "/", {{":protocol", "websocket"}})), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"extended CONNECT", headers(H2Peer::request("CONNECT", "/", {{":protocol", "websocket"}})),
       Ends::served, 0},
  });
}

// Sections 8.1 and 5.1
TEST(Rules, MessagesEndAsTheySay) {
  H2Peer with_trailers;
  std::string trailers_open = with_trailers.headers(1, H2Peer::request("POST", "/"), false);
  trailers_open += with_trailers.headers(1, {{"a", "b"}}, false);
  H2Peer pseudo;
  std::string pseudo_trailers = pseudo.headers(1, H2Peer::request("POST", "/"), false);
  pseudo_trailers += pseudo.headers(1, {{":path", "/"}});
  const auto post = [](const char* length) {
    return H2Peer().headers(1, H2Peer::request("POST", "/", {{"content-length", length}}), false);
  };
  expect({
      // T2
      {"more DATA than content-length", post("3") + H2Peer::data(1, "four"), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"less DATA than content-length", post("5") + H2Peer::data(1, "four"), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"content-length, and the end on empty DATA", post("5") + H2Peer::data(1, ""), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"content-length, and the end on HEADERS", get({{"content-length", "5"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"two content-lengths", get({{"content-length", "0"}, {"content-length", "0"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"content-length that is no number", get({{"content-length", "+1"}}), Ends::stream,
       NGHTTP2_PROTOCOL_ERROR},
      {"exactly content-length", post("4") + H2Peer::data(1, "four"), Ends::served, 0},
      {"trailers without END_STREAM", trailers_open, Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"pseudo-headers in trailers", pseudo_trailers, Ends::stream, NGHTTP2_PROTOCOL_ERROR},
      {"DATA behind the end", get() + H2Peer::data(1, "x"), Ends::connection,
       NGHTTP2_STREAM_CLOSED},
      {"HEADERS behind the end", get() + H2Peer::frame(NGHTTP2_HEADERS, kWhole, 1, "\x82"),
       Ends::connection, NGHTTP2_STREAM_CLOSED},
  });
}

// Section 3.4
TEST(Rules, AConnectionBeginsWithThePreface) {
  for (const char* bytes :
       {"GET / HTTP/1.1\r\n\r\n\r\n\r\n\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"}) {
    ServerSession session;
    session.receive(bytes, Instant{});
    EXPECT_TRUE(session.over());
    EXPECT_EQ(session.take_faults()[static_cast<std::size_t>(Fault::protocol)], 1U);
  }
  ServerSession session;
  session.receive(std::string(kClientPreface) + H2Peer::ping(), Instant{});
  std::string room(64 * 1024, '\0');
  EXPECT_NE(session.write(room), "");
  EXPECT_TRUE(session.over());
}

}  // namespace
}  // namespace meridian::http2::test
