#include "meridian/core/http/body.hpp"

#include <gtest/gtest.h>

#include <string>

namespace meridian::http {
namespace {

struct Decoded {
  std::string content;
  std::string wire;
  std::string trailers;
  std::size_t consumed = 0;
  BodyState state = BodyState::more;
  Violation violation = Violation::none;
  bool operator==(const Decoded&) const = default;
};

// Feeds `in`, at most `step` bytes visible beyond what was consumed.
Decoded decode(const Framing& framing, const std::string& in, std::size_t first,
               std::size_t step = std::string::npos) {
  BodyDecoder decoder;
  decoder.begin(framing);
  Decoded all;
  std::size_t limit = std::min(first, in.size());
  for (;;) {
    const std::string part = in.substr(all.consumed, limit - all.consumed);
    const BodyStep taken = decoder.next(part);
    EXPECT_LE(taken.consumed, part.size());
    all.consumed += taken.consumed;
    all.content += taken.content;
    all.wire += taken.wire;
    all.state = taken.state;
    all.violation = taken.violation;
    if (taken.state != BodyState::more) break;
    EXPECT_TRUE(part.empty() || taken.consumed > 0) << in;
    if (all.consumed < limit) continue;
    if (limit == in.size()) break;
    limit = step > in.size() - limit ? in.size() : limit + step;
  }
  all.trailers = decoder.trailers();
  if (all.state == BodyState::refused) {  // how far it came depends on the cut
    all.content.clear();
    all.wire.clear();
    all.trailers.clear();
    all.consumed = 0;
  }
  return all;
}

constexpr Framing kChunked{BodyKind::chunked, 0, true};

Decoded decode_chunked(const std::string& in) {
  const Decoded whole = decode(kChunked, in, in.size());
  for (std::size_t cut = 0; cut <= in.size(); ++cut)
    EXPECT_EQ(decode(kChunked, in, cut), whole) << "cut at " << cut << " of " << in;
  EXPECT_EQ(decode(kChunked, in, 1, 1), whole) << "byte by byte: " << in;
  return whole;
}

TEST(BodyDecoderChunked, YieldsContentAndStopsAtTheEnd) {
  const Decoded body = decode_chunked("5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\nGET /");
  EXPECT_EQ(body.state, BodyState::complete);
  EXPECT_EQ(body.content, "hello0123456789");
  EXPECT_EQ(body.consumed, 32u);
  EXPECT_EQ(body.wire, "5\r\nhello\r\n00A\r\n0123456789\r\n0\r\n\r\n");
}

TEST(BodyDecoderChunked, F4RefusesBadSizeLines) {
  const char* const table[] = {
      "g\r\n",
      "\r\n",
      ";a\r\n",
      "+5\r\nhello\r\n0\r\n\r\n",
      "-5\r\nhello\r\n0\r\n\r\n",
      "0x5\r\nhello\r\n0\r\n\r\n",
      " 5\r\nhello\r\n0\r\n\r\n",
      "5 \r\nhello\r\n0\r\n\r\n",
      "5 ;a\r\nhello\r\n0\r\n\r\n",
      "5\nhello\r\n0\r\n\r\n",
      "5\rhello\r\n0\r\n\r\n",
      "5\r\rhello\r\n0\r\n\r\n",
      "00000000000000005\r\nhello\r\n0\r\n\r\n",
      "8000000000000000\r\n",
      "ffffffffffffffff\r\n",
      "10000000000000005\r\n",
      "5;a\nhello\r\n0\r\n\r\n",
      "5;a\rb\r\nhello\r\n0\r\n\r\n",
      "5;a\x01\r\nhello\r\n0\r\n\r\n",
  };
  for (const char* const text : table) {
    const Decoded body = decode_chunked(text);
    EXPECT_EQ(body.state, BodyState::refused) << text;
    EXPECT_EQ(body.violation, Violation::chunk) << text;
  }
}

TEST(BodyDecoderChunked, F4ExtensionsAreSkippedAndNotSentOn) {
  const Decoded body = decode_chunked("5;name=\"va;lue\"\r\nhello\r\n0;last\r\n\r\n");
  EXPECT_EQ(body.state, BodyState::complete);
  EXPECT_EQ(body.content, "hello");
  EXPECT_EQ(body.wire, "5\r\nhello\r\n0\r\n\r\n");
}

TEST(BodyDecoderChunked, F4ExtensionsAreBoundedOverTheBody) {
  const std::string half =
      "1;" + std::string(limits::kChunkExtensionBytesMax / 2 - 1, 'x') + "\r\na\r\n";
  EXPECT_EQ(decode(kChunked, half + half, 1 << 20).state, BodyState::more);
  EXPECT_EQ(decode(kChunked, half + half + "1;x\r\n", 1 << 20).violation, Violation::chunk);
  EXPECT_EQ(decode(kChunked, half + half + "1;x\r\n", 1, 1).violation, Violation::chunk);
}

TEST(BodyDecoderChunked, F5DataMustEndWithCrLf) {
  for (const char* const text : {"5\r\nhello0\r\n\r\n", "5\r\nhello\n0\r\n\r\n", "5\r\nhello\rx",
                                 "5\r\nhello!\r\n0\r\n\r\n"}) {
    const Decoded body = decode_chunked(text);
    EXPECT_EQ(body.violation, Violation::chunk) << text;
  }
}

TEST(BodyDecoderChunked, F5ForbiddenTrailersAreDropped) {
  const Decoded body = decode_chunked(
      "0\r\nGrpc-Status:0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: x\r\n"
      "Authorization: y\r\nCookie: z\r\nSet-Cookie: z\r\nX-Forwarded-For: 1.2.3.4\r\n"
      "Meridian_Region: de\r\nContent-Type: a\r\nChecksum:  abc \r\n\r\nnext");
  EXPECT_EQ(body.state, BodyState::complete);
  EXPECT_EQ(body.trailers, "Grpc-Status: 0\r\nChecksum: abc\r\n");
  EXPECT_EQ(body.wire, "0\r\nGrpc-Status: 0\r\nChecksum: abc\r\n\r\n");
}

TEST(BodyDecoderChunked, F5MalformedTrailersAreRefused) {
  for (const char* const text :
       {"0\r\nA: b\n\r\n", "0\r\nA : b\r\n\r\n", "0\r\nA\r\n\r\n", "0\r\n: b\r\n\r\n",
        "0\r\n A: b\r\n\r\n", "0\r\nA: b\r\n c\r\n\r\n", "0\r\nA: b\x01\r\n\r\n", "0\r\n\n",
        "0\r\nA: b\rC: d\r\n\r\n", "0\r\n\r\r\n"}) {
    const Decoded body = decode_chunked(text);
    EXPECT_EQ(body.violation, Violation::trailer) << text;
  }
}

TEST(BodyDecoderChunked, F5TrailersAreBoundedInSizeAndNumber) {
  const std::string endless = "0\r\nA: " + std::string(limits::kTrailerBytesMax, 'a');
  EXPECT_EQ(decode(kChunked, endless, 1 << 20).violation, Violation::trailer);
  EXPECT_EQ(decode(kChunked, endless, 1, 1).violation, Violation::trailer);
  std::string many = "0\r\n";
  for (std::size_t i = 0; i < limits::kTrailerFieldsMax; ++i) many += "Host: b\r\n";
  EXPECT_EQ(decode(kChunked, many + "\r\n", 1 << 20).state, BodyState::complete);
  EXPECT_EQ(decode(kChunked, many + "Host: b\r\n\r\n", 1 << 20).violation, Violation::trailer);
}

TEST(BodyDecoderIdentity, TakesExactlyItsLength) {
  const Framing framing{BodyKind::length, 5, true};
  const std::string in = "helloGET /";
  for (std::size_t cut = 0; cut <= in.size(); ++cut) {
    const Decoded body = decode(framing, in, cut);
    EXPECT_EQ(body.content, "hello");
    EXPECT_EQ(body.consumed, 5u);
    EXPECT_EQ(body.state, BodyState::complete);
  }
}

TEST(BodyDecoderIdentity, EmptyBodiesAreCompleteAtOnce) {
  for (const Framing& framing : {Framing{}, Framing{BodyKind::length, 0, true}}) {
    BodyDecoder decoder;
    decoder.begin(framing);
    EXPECT_TRUE(decoder.complete());
    EXPECT_EQ(decoder.next("GET /").consumed, 0u);
    EXPECT_EQ(decoder.next("GET /").state, BodyState::complete);
  }
}

TEST(BodyDecoderClose, F7TellsACutBodyFromAnEndedOne) {
  struct {
    Framing framing;
    std::string_view in;
    bool ends;
  } const table[] = {
      {{BodyKind::none, 0, true}, "", true},
      {{BodyKind::length, 5, true}, "hell", false},
      {{BodyKind::length, 5, true}, "hello", true},
      {{BodyKind::until_close, 0, false}, "x", true},
      {kChunked, "0\r\n", false},
      {kChunked, "1\r\na\r\n", false},
      {kChunked, "x", false},
  };
  for (const auto& row : table) {
    BodyDecoder decoder;
    decoder.begin(row.framing);
    for (std::string_view rest = row.in; !rest.empty();) {
      const BodyStep step = decoder.next(rest);
      if (step.consumed == 0) break;
      rest.remove_prefix(step.consumed);
    }
    EXPECT_EQ(decoder.ends_at_close(), row.ends) << row.in;
  }
}

TEST(BodyDecoderReuse, BeginForgetsARefusedBody) {
  BodyDecoder decoder;
  decoder.begin(kChunked);
  EXPECT_EQ(decoder.next("x").state, BodyState::refused);
  EXPECT_EQ(decoder.next("5").state, BodyState::refused);
  decoder.begin(kChunked);
  EXPECT_EQ(decoder.next("1\r\na").content, "a");
}

TEST(OutputDeath, GoingPastTheEndIsABug) {
  char area[4];
  Output out(area, sizeof area);
  out.append("abc");
  EXPECT_EQ(out.room(), 1u);
  EXPECT_DEATH(out.append("de"), "");
  EXPECT_DEATH(out.advance(2), "");
}

}  // namespace
}  // namespace meridian::http
