// write_client_head: what of a response goes on, and what the edge adds.
#include <vector>

#include "meridian/core/http/rewrite.hpp"
#include "parsed.hpp"

namespace meridian::http {
namespace {

ResponseFacts facts_of(OutFraming framing = OutFraming::same) {
  ResponseFacts facts;
  facts.edge_id = "edge-1";
  facts.request_id = "id-1";
  facts.framing = framing;
  return facts;
}

std::string write(const std::string& text, const ResponseFacts& facts,
                  Method method = Method::get) {
  const ParsedResponse parsed(text);
  EXPECT_EQ(parsed.result.state, HeadState::complete) << text;
  const FramingVerdict verdict = judge_response(parsed.head, method);
  EXPECT_EQ(verdict.violation, Violation::none) << text;
  std::vector<char> area(limits::kHeadBytesMax + 4096);
  Output out(area.data(), area.size());
  EXPECT_TRUE(write_client_head(parsed.head, verdict.framing, facts, out));
  return std::string(out.view());
}

// The named field of the head as a client reads it.
std::string field_of(const std::string& bytes, std::string_view name) {
  const ParsedResponse parsed(bytes);
  EXPECT_EQ(parsed.result.state, HeadState::complete) << bytes;
  EXPECT_EQ(parsed.result.bytes, bytes.size()) << bytes;
  return value_of(parsed.head.fields, name);
}

constexpr const char* kAbsent = "(absent)";

TEST(ClientHead, IsWrittenInOneKnownForm) {
  EXPECT_EQ(write("HTTP/1.1 201 Made\r\nServer:x\r\nContent-Length: 5\r\nSet-Cookie: a\r\n"
                  "Set-Cookie: b\r\n\r\n",
                  facts_of()),
            "HTTP/1.1 201 Made\r\nServer: x\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
            "Content-Length: 5\r\nVia: 1.1 edge-1\r\nX-Request-Id: id-1\r\n\r\n");
}

TEST(ClientHead, HstsIsTheUpstreamsOwnOrOurs) {
  ResponseFacts facts = facts_of();
  facts.hsts = "Strict-Transport-Security: max-age=60\r\n";
  EXPECT_EQ(field_of(write(ok_with("Content-Length: 0\r\n"), facts), "Strict-Transport-Security"),
            "max-age=60");
  const std::string theirs =
      write(ok_with("strict-transport-security: max-age=1\r\nContent-Length: 0\r\n"), facts);
  EXPECT_EQ(theirs.find("max-age=60"), std::string::npos) << theirs;
}

TEST(ClientHead, H5HopByHopFieldsEndHere) {
  const std::string bytes =
      write(ok_with("Connection: X-Hop\r\nX-Hop: a\r\nKeep-Alive: timeout=5\r\nUpgrade: h2c\r\n"
                    "Proxy-Authenticate: b\r\nMeridian-Region: c\r\nX-Request-Id: theirs\r\n"
                    "Via: 1.1 origin\r\nX-Keep: d\r\nContent-Length: 0\r\n"),
            facts_of());
  EXPECT_EQ(field_of(bytes, "X-Keep"), "d");
  EXPECT_EQ(field_of(bytes, "X-Request-Id"), "id-1");
  for (const char* const name :
       {"Connection", "X-Hop", "Keep-Alive", "Upgrade", "Proxy-Authenticate", "Meridian-Region"})
    EXPECT_EQ(field_of(bytes, name), kAbsent) << name;
  EXPECT_NE(bytes.find("Via: 1.1 origin\r\n"), std::string::npos);
  EXPECT_NE(bytes.find("Via: 1.1 edge-1\r\n"), std::string::npos);
}

TEST(ClientHead, FramingFollowsTheReceiver) {
  struct {
    const char* lines;
    OutFraming framing;
    const char* length;
    const char* coding;
  } const table[] = {
      {"Content-Length: 5\r\n", OutFraming::same, "5", kAbsent},
      {"Content-Length: 5\r\n", OutFraming::content_only, "5", kAbsent},
      {"Content-Length: 5\r\n", OutFraming::chunked, kAbsent, "chunked"},
      {"Transfer-Encoding: chunked\r\n", OutFraming::same, kAbsent, "chunked"},
      {"Transfer-Encoding: chunked\r\n", OutFraming::chunked, kAbsent, "chunked"},
      {"Transfer-Encoding: chunked\r\n", OutFraming::content_only, kAbsent, kAbsent},
      {"", OutFraming::same, kAbsent, kAbsent},
      {"", OutFraming::chunked, kAbsent, "chunked"},
      {"", OutFraming::content_only, kAbsent, kAbsent},
  };
  for (const auto& row : table) {
    const std::string bytes = write(ok_with(row.lines), facts_of(row.framing));
    EXPECT_EQ(field_of(bytes, "Content-Length"), row.length) << row.lines;
    EXPECT_EQ(field_of(bytes, "Transfer-Encoding"), row.coding) << row.lines;
  }
}

TEST(ClientHead, S1HeadAnd304KeepTheLengthTheyLeaveOut) {
  const std::string lines = "Content-Length: 5\r\n";
  EXPECT_EQ(field_of(write(ok_with(lines), facts_of(), Method::head), "Content-Length"), "5");
  EXPECT_EQ(field_of(write("HTTP/1.1 304 x\r\n" + lines + "\r\n", facts_of()), "Content-Length"),
            "5");
  EXPECT_EQ(field_of(write(ok_with(""), facts_of(), Method::head), "Content-Length"), kAbsent);
  EXPECT_EQ(field_of(write("HTTP/1.1 204 x\r\n" + lines + "\r\n", facts_of()), "Content-Length"),
            kAbsent);
}

TEST(ClientHead, ConnectionIsSaidWhereItIsNotTheDefault) {
  ResponseFacts facts = facts_of();
  const std::string text = ok_with("Content-Length: 0\r\n");
  EXPECT_EQ(field_of(write(text, facts), "Connection"), kAbsent);
  facts.client_version = Version::http1_0;
  EXPECT_EQ(field_of(write(text, facts), "Connection"), "keep-alive");
  facts.close = true;
  EXPECT_EQ(field_of(write(text, facts), "Connection"), "close");
  EXPECT_EQ(field_of(write("HTTP/1.1 103 x\r\nLink: a\r\n\r\n", facts), "Connection"), kAbsent);
}

TEST(ClientHead, LinesOfTheEdgeStandBehindThoseOfTheUpstream) {
  ResponseFacts facts = facts_of();
  facts.extra = "Set-Cookie: pin=1\r\n";
  const std::string text = write(ok_with("Set-Cookie: theirs=1\r\n"), facts);
  EXPECT_LT(text.find("Set-Cookie: theirs=1\r\n"), text.find("Set-Cookie: pin=1\r\n"));
  EXPECT_NE(text.find("\r\nSet-Cookie: pin=1\r\n"), std::string::npos);
}

TEST(ClientHead, H11DateIsAddedOnlyWhereMissing) {
  ResponseFacts facts = facts_of();
  facts.date = "Sun, 06 Nov 1994 08:49:37 GMT";
  EXPECT_EQ(field_of(write(ok_with(""), facts), "Date"), facts.date);
  EXPECT_EQ(field_of(write(ok_with("Date: theirs\r\nServer: s\r\n"), facts), "Date"), "theirs");
  EXPECT_EQ(field_of(write(ok_with("Server: s\r\n"), facts), "Server"), "s");
}

TEST(ClientHead, S12WhatDescribesTheContentPassesUnchanged) {
  const std::string lines =
      "Content-Range: bytes 0-1/9\r\nContent-Encoding: gzip\r\nETag: W/\"a\"\r\nVary: *\r\n"
      "Accept-Ranges: bytes\r\nCache-Control: no-transform\r\nWarning: 214\r\nTrailer: A\r\n";
  EXPECT_NE(write(ok_with(lines + "Content-Length: 2\r\n"), facts_of()).find(lines),
            std::string::npos);
}

TEST(ClientHead, WritesNothingWhereThereIsNoRoom) {
  const ParsedResponse parsed(ok_with("A: b\r\n"));
  const std::size_t size = write(parsed.bytes, facts_of()).size();
  std::vector<char> area(size);
  Output exact(area.data(), size);
  const Framing framing{BodyKind::until_close, 0, false};
  EXPECT_TRUE(write_client_head(parsed.head, framing, facts_of(), exact));
  Output short_by_one(area.data(), size - 1);
  EXPECT_FALSE(write_client_head(parsed.head, framing, facts_of(), short_by_one));
  EXPECT_EQ(short_by_one.view(), "");
}

}  // namespace
}  // namespace meridian::http
