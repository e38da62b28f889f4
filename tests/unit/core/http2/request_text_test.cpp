#include "core/http2/request_text.hpp"

#include <gmock/gmock.h>

#include "tests/support/h2_peer.hpp"

namespace meridian::http2 {
namespace {

using http::Violation;
using meridian::test::H2Fields;
using meridian::test::H2Peer;

RequestText text_of(const H2Fields& fields, bool has_body = false) {
  RequestText text;
  for (const auto& [name, value] : fields) text.add(name, value);
  text.finish(has_body, 1);
  return text;
}

TEST(RequestText, SaysTheSameInTheWordsOfHttp11) {
  EXPECT_EQ(text_of(H2Peer::request("GET", "/a?b=c", {{"accept", "*/*"}})).text(),
            "GET /a?b=c HTTP/1.1\r\nhost: example.org\r\naccept: */*\r\n\r\n");
}

TEST(RequestText, FramesABodyWithoutLengthByChunks) {
  const RequestText text = text_of(H2Peer::request("POST", "/"), true);
  EXPECT_TRUE(text.chunked());
  EXPECT_THAT(text.text(), testing::HasSubstr("transfer-encoding: chunked\r\n"));
}

TEST(RequestText, FramesABodyWithLengthByIt) {
  const RequestText text = text_of(H2Peer::request("POST", "/", {{"content-length", "5"}}), true);
  EXPECT_FALSE(text.chunked());
  EXPECT_THAT(text.text(), testing::HasSubstr("content-length: 5\r\n"));
  EXPECT_THAT(text.text(), testing::Not(testing::HasSubstr("transfer-encoding")));
}

TEST(RequestText, SaysOfAPostWithoutBodyThatItIsEmpty) {
  EXPECT_THAT(text_of(H2Peer::request("POST", "/")).text(),
              testing::HasSubstr("content-length: 0\r\n"));
  EXPECT_THAT(text_of(H2Peer::request("GET", "/")).text(),
              testing::Not(testing::HasSubstr("content-length")));
}

// H12
TEST(RequestText, JoinsTheCrumbsOfCookies) {
  const RequestText text =
      text_of(H2Peer::request("GET", "/", {{"cookie", "a=1"}, {"x", "y"}, {"cookie", "b=2"}}));
  EXPECT_THAT(text.text(), testing::HasSubstr("cookie: a=1; b=2\r\n"));
}

// H4
TEST(RequestText, RefusesAHostThatIsNotTheAuthority) {
  const RequestText text = text_of(H2Peer::request("GET", "/", {{"host", "other.example"}}));
  EXPECT_EQ(text.violation(), Violation::host);
  EXPECT_EQ(text.status(), 400);
}

// H4
TEST(RequestText, SaysAHostThatIsTheAuthorityOnce) {
  const RequestText text = text_of(H2Peer::request("GET", "/", {{"host", "Example.org"}}));
  EXPECT_EQ(text.violation(), Violation::none);
  EXPECT_EQ(text.text(), "GET / HTTP/1.1\r\nhost: example.org\r\n\r\n");
}

TEST(RequestText, TakesAHostWhereThereIsNoAuthority) {
  const RequestText text =
      text_of({{":method", "GET"}, {":scheme", "https"}, {":path", "/"}, {"host", "a.example"}});
  EXPECT_EQ(text.text(), "GET / HTTP/1.1\r\nhost: a.example\r\n\r\n");
}

// T7
TEST(RequestText, RefusesWhatCouldEndALine) {
  const std::string nul("a\0b", 3);
  for (const std::string& value : {std::string("a\r\nx: y"), std::string("a\rb"), nul})
    EXPECT_EQ(text_of(H2Peer::request("GET", "/", {{"x", value}})).violation(),
              Violation::field_value);
  for (const char* name : {"a:b", "a b", "a\r\nx", ""})
    EXPECT_EQ(text_of(H2Peer::request("GET", "/", {{name, "v"}})).violation(),
              Violation::field_name);
  for (const char* path : {"/a b", "/a\r\nx: y", ""})
    EXPECT_EQ(text_of(H2Peer::request("GET", path)).violation(), Violation::request_line);
  EXPECT_EQ(text_of(H2Peer::request("GET /x HTTP/1.1\r\n\r\n", "/")).violation(),
            Violation::request_line);
}

// T7
TEST(RequestText, RefusesATransferCoding) {
  EXPECT_EQ(
      text_of(H2Peer::request("POST", "/", {{"transfer-encoding", "chunked"}}), true).violation(),
      Violation::transfer_encoding);
}

// T1
TEST(RequestText, RefusesPseudoHeadersBehindFieldsAndUnknownOnes) {
  EXPECT_EQ(text_of({{":method", "GET"}, {"a", "b"}, {":path", "/"}}).violation(),
            Violation::request_line);
  EXPECT_EQ(text_of(H2Peer::request("GET", "/", {{":status", "200"}})).violation(),
            Violation::request_line);
}

TEST(RequestText, KnowsTwoSchemes) {
  EXPECT_EQ(text_of({{":method", "GET"}, {":scheme", "ftp"}, {":path", "/"}, {":authority", "a"}})
                .violation(),
            Violation::target);
}

TEST(RequestText, AimsAConnectAtItsAuthority) {
  EXPECT_EQ(text_of({{":method", "CONNECT"}, {":authority", "a.example:443"}}).text(),
            "CONNECT a.example:443 HTTP/1.1\r\nhost: a.example:443\r\n\r\n");
}

// S4, RFC 8441
TEST(RequestText, MakesAHandshakeOfAnExtendedConnect) {
  const H2Fields fields{{":method", "CONNECT"},         {":protocol", "websocket"},
                        {":scheme", "https"},           {":path", "/chat?x"},
                        {":authority", "a.test"},       {"sec-websocket-version", "13"},
                        {"sec-websocket-key", "theirs"}};
  const RequestText text = text_of(fields, true);
  EXPECT_EQ(text.text(),
            "GET /chat?x HTTP/1.1\r\nhost: a.test\r\nsec-websocket-version: 13\r\n"
            "connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: " +
                text.websocket_key() + "\r\n\r\n");
  EXPECT_THAT(text.websocket_key(), testing::MatchesRegex("[A-Za-z0-9+/]{22}=="));
  EXPECT_FALSE(text.chunked());
  RequestText other;
  for (const auto& [name, value] : fields) other.add(name, value);
  other.finish(true, 2);
  EXPECT_NE(other.websocket_key(), text.websocket_key());
}

TEST(RequestText, KnowsNoOtherProtocolToConnectTo) {
  const RequestText text = text_of({{":method", "CONNECT"},
                                    {":protocol", "connect-udp"},
                                    {":scheme", "https"},
                                    {":path", "/"},
                                    {":authority", "a.test"}});
  EXPECT_EQ(text.violation(), Violation::method_not_allowed);
  EXPECT_EQ(text.status(), 501);
  EXPECT_EQ(text.websocket_key(), "");
}

// T5
TEST(RequestText, KeepsNoMoreThanTheHeaderListMayHave) {
  RequestText text;
  for (const auto& [name, value] : H2Peer::request("GET", "/")) text.add(name, value);
  const std::string large(1000, 'x');
  for (int i = 0; i < 200; ++i) text.add("x", large);
  text.finish(false, 1);
  EXPECT_EQ(text.violation(), Violation::head_too_large);
  EXPECT_EQ(text.status(), 431);
  EXPECT_LT(text.text().size(), std::size_t{61 * 1024});
  EXPECT_GT(text.list_bytes(), std::size_t{200'000});
}

TEST(RequestText, IsUsedAgain) {
  RequestText text = text_of(H2Peer::request("POST", "/", {{"cookie", "a"}, {"host", "x"}}), true);
  text.clear();
  for (const auto& [name, value] : H2Peer::request("GET", "/b")) text.add(name, value);
  text.finish(false, 1);
  EXPECT_EQ(text.violation(), Violation::none);
  EXPECT_EQ(text.text(), "GET /b HTTP/1.1\r\nhost: example.org\r\n\r\n");
}

}  // namespace
}  // namespace meridian::http2
