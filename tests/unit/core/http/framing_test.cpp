#include "meridian/core/http/framing.hpp"

#include "parsed.hpp"

namespace meridian::http {
namespace {

struct RequestRow {
  const char* id;
  std::string lines;
  BodyKind kind;
  std::uint64_t length;
  Violation violation;
  int status;
};

TEST(JudgeRequest, DecidesWhereTheBodyEnds) {
  constexpr auto kTe = Violation::transfer_encoding;
  constexpr auto kCl = Violation::content_length;
  const RequestRow table[] = {
      {"none", "", BodyKind::none, 0, Violation::none, 0},
      {"length", "Content-Length: 5\r\n", BodyKind::length, 5, Violation::none, 0},
      {"length", "Content-Length: 0\r\n", BodyKind::length, 0, Violation::none, 0},
      {"length", "Content-Length: 9223372036854775807\r\n", BodyKind::length, 9223372036854775807U,
       Violation::none, 0},
      {"chunked", "Transfer-Encoding: Chunked\r\n", BodyKind::chunked, 0, Violation::none, 0},
      {"F1", "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", BodyKind::none, 0,
       Violation::length_and_coding, 400},
      {"F1", "Transfer-Encoding: x\r\nContent-Length: 5\r\n", BodyKind::none, 0,
       Violation::length_and_coding, 400},
      {"F2", "Content-Length: 5\r\nContent-Length: 6\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 5\r\nContent-Length: 5\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 5,6\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 5, 5\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length:\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: +5\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: -1\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 0x5\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 5 x\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 9223372036854775808\r\n", BodyKind::none, 0, kCl, 400},
      {"F2", "Content-Length: 99999999999999999999\r\n", BodyKind::none, 0, kCl, 400},
      {"F3", "Transfer-Encoding: chunked, gzip\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", BodyKind::none, 0,
       kTe, 400},
      {"F3", "Transfer-Encoding: chunked, chunked\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", BodyKind::none, 0, kTe,
       400},
      {"F3", "Transfer-Encoding: xchunked\r\n", BodyKind::none, 0, kTe, 501},
      {"F3", "Transfer-Encoding: identity\r\n", BodyKind::none, 0, kTe, 501},
      {"F3", "Transfer-Encoding: gzip, chunked\r\n", BodyKind::none, 0, kTe, 501},
      {"F3", "Transfer-Encoding: gzip\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: chunked;q=1\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: \"chunked\"\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: chunk ed\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding:\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: , chunked\r\n", BodyKind::none, 0, kTe, 400},
      {"F3", "Transfer-Encoding: chunked,\r\n", BodyKind::none, 0, kTe, 400},
  };
  for (const RequestRow& row : table) {
    const ParsedRequest parsed(get_with(row.lines));
    ASSERT_EQ(parsed.result.state, HeadState::complete) << row.lines;
    const FramingVerdict verdict = judge_request(parsed.head);
    EXPECT_EQ(to_string(verdict.violation), to_string(row.violation)) << row.id << row.lines;
    EXPECT_EQ(verdict.status, row.status) << row.id << row.lines;
    EXPECT_EQ(verdict.framing.kind, row.kind) << row.id << row.lines;
    EXPECT_EQ(verdict.framing.length, row.length) << row.id << row.lines;
    EXPECT_TRUE(row.status == 0 || !verdict.framing.persistent) << row.lines;
  }
}

TEST(JudgeRequest, F3CodingWithAControlByteDoesNotEvenParse) {
  EXPECT_EQ(ParsedRequest(get_with("Transfer-Encoding: chunked\x0b\r\n")).result.violation,
            Violation::field_value);
}

TEST(JudgeRequest, F3Http10HasNoCodings) {
  const ParsedRequest parsed("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
  const FramingVerdict verdict = judge_request(parsed.head);
  EXPECT_EQ(verdict.violation, Violation::transfer_encoding);
  EXPECT_EQ(verdict.status, 400);
  EXPECT_FALSE(verdict.framing.persistent);
}

TEST(JudgeRequest, PersistenceFollowsVersionAndConnection) {
  struct {
    const char* version;
    const char* connection;
    bool persistent;
  } const table[] = {
      {"1.1", "", true},
      {"1.1", "Connection: close\r\n", false},
      {"1.1", "Connection: foo, CLOSE\r\n", false},
      {"1.1", "Connection: foo\r\nConnection: close\r\n", false},
      {"1.1", "Connection: close, keep-alive\r\n", false},
      {"1.1", "Connection: closed\r\n", true},
      {"1.0", "", false},
      {"1.0", "Connection: Keep-Alive\r\n", true},
      {"1.0", "Connection: keep-alive, close\r\n", false},
      {"1.0", "Proxy-Connection: keep-alive\r\n", false},
  };
  for (const auto& row : table) {
    const ParsedRequest parsed(std::string("GET / HTTP/") + row.version + "\r\nHost: a\r\n" +
                               row.connection + "\r\n");
    EXPECT_EQ(judge_request(parsed.head).framing.persistent, row.persistent)
        << row.version << row.connection;
  }
}

TEST(JudgeRequest, BoundsTheConnectionOptions) {
  std::string value = "a";
  for (std::size_t i = 1; i < limits::kConnectionOptionsMax; ++i) value += ",a";
  EXPECT_EQ(judge_request(ParsedRequest(get_with("Connection: " + value + "\r\n")).head).violation,
            Violation::none);
  const ParsedRequest over(get_with("Connection: " + value + ",a\r\n"));
  EXPECT_EQ(judge_request(over.head).violation, Violation::too_many_fields);
  EXPECT_EQ(judge_request(over.head).status, 431);
}

struct ResponseRow {
  const char* id;
  std::string text;
  Method method;
  BodyKind kind;
  std::uint64_t length;
  bool persistent;
  Violation violation;
};

std::string status_with(const std::string& status, const std::string& lines) {
  return "HTTP/1.1 " + status + " x\r\n" + lines + "\r\n";
}

TEST(JudgeResponse, DecidesWhereTheBodyEnds) {
  const std::string length = "Content-Length: 5\r\n";
  const std::string chunked = "Transfer-Encoding: chunked\r\n";
  constexpr auto kNone = Violation::none;
  const ResponseRow table[] = {
      {"length", ok_with(length), Method::get, BodyKind::length, 5, true, kNone},
      {"chunked", ok_with(chunked), Method::get, BodyKind::chunked, 0, true, kNone},
      {"close", ok_with(""), Method::get, BodyKind::until_close, 0, false, kNone},
      {"close", ok_with(length + "Connection: close\r\n"), Method::get, BodyKind::length, 5, false,
       kNone},
      {"S1", ok_with(length), Method::head, BodyKind::none, 5, true, kNone},
      {"S1", ok_with(chunked), Method::head, BodyKind::none, 0, true, kNone},
      {"S1", ok_with(""), Method::head, BodyKind::none, 0, true, kNone},
      {"S1", status_with("204", length), Method::get, BodyKind::none, 5, true, kNone},
      {"S1", status_with("304", length), Method::get, BodyKind::none, 5, true, kNone},
      {"S1", status_with("100", ""), Method::post, BodyKind::none, 0, true, kNone},
      {"S1", status_with("103", ""), Method::get, BodyKind::none, 0, true, kNone},
      {"S2", status_with("101", "Upgrade: x\r\n"), Method::get, BodyKind::none, 0, false,
       Violation::upgrade_unasked},
      {"F6", ok_with(length + chunked), Method::get, BodyKind::none, 0, false,
       Violation::length_and_coding},
      {"F6", ok_with(length + chunked), Method::head, BodyKind::none, 0, false,
       Violation::length_and_coding},
      {"F6", ok_with("Content-Length: x\r\n"), Method::get, BodyKind::none, 0, false,
       Violation::content_length},
      {"F6", ok_with(length + length), Method::get, BodyKind::none, 0, false,
       Violation::content_length},
      {"F6", ok_with("Transfer-Encoding: gzip, chunked\r\n"), Method::get, BodyKind::none, 0, false,
       Violation::transfer_encoding},
      {"F6", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", Method::get, BodyKind::none,
       0, false, Violation::transfer_encoding},
      {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n", Method::get, BodyKind::length, 5,
       false, kNone},
      {"1.0", "HTTP/1.0 200 OK\r\nContent-Length: 5\r\nConnection: keep-alive\r\n\r\n", Method::get,
       BodyKind::length, 5, true, kNone},
  };
  for (const ResponseRow& row : table) {
    const ParsedResponse parsed(row.text);
    ASSERT_EQ(parsed.result.state, HeadState::complete) << row.text;
    const FramingVerdict verdict = judge_response(parsed.head, row.method);
    EXPECT_EQ(to_string(verdict.violation), to_string(row.violation)) << row.id << row.text;
    EXPECT_EQ(verdict.status, row.violation == kNone ? 0 : 502) << row.id << row.text;
    EXPECT_EQ(verdict.framing.kind, row.kind) << row.id << row.text;
    EXPECT_EQ(verdict.framing.persistent, row.persistent) << row.id << row.text;
    if (row.violation != kNone) continue;
    EXPECT_EQ(verdict.framing.length, row.length) << row.text;
  }
}

}  // namespace
}  // namespace meridian::http
