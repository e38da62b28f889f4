// BodyRelay: one framing in, another out.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "meridian/core/http/body.hpp"

namespace meridian::http {
namespace {

constexpr Framing kChunkedBody{BodyKind::chunked, 0, true};
constexpr Framing kUntilClose{BodyKind::until_close, 0, false};

struct Relayed {
  std::string bytes;
  std::size_t consumed = 0;
  std::uint64_t content_bytes = 0;
  BodyState state = BodyState::more;
};

// Two reads, cut at `cut`, then the end of the connection where the body is not complete.
Relayed relay(const Framing& in, OutFraming out, const std::string& text, std::size_t cut) {
  BodyRelay relay;
  relay.begin(in, out);
  std::vector<char> area(text.size() + kRelayScratchExtra);
  Output scratch(area.data(), area.size());
  Relayed all;
  for (const std::size_t limit : {cut, text.size()}) {
    if (all.state != BodyState::more) break;
    const std::string part = text.substr(all.consumed, limit - all.consumed);
    const BodyRelay::Step step = relay.next(part, scratch);
    all.bytes += step.bytes;
    all.consumed += step.consumed;
    all.state = step.state;
    EXPECT_TRUE(step.state != BodyState::more || step.consumed == part.size());
  }
  if (all.state == BodyState::more) {
    const BodyRelay::Step step = relay.close(scratch);
    all.bytes += step.bytes;
    all.state = step.state;
  }
  all.content_bytes = relay.content_bytes();
  return all;
}

// What a receiver makes of a chunked body.
std::string read_chunked(const std::string& bytes) {
  const Relayed read = relay(kChunkedBody, OutFraming::content_only, bytes, bytes.size());
  EXPECT_EQ(read.state, BodyState::complete) << bytes;
  EXPECT_EQ(read.consumed, bytes.size()) << bytes;
  return read.bytes;
}

TEST(BodyRelayOf, EveryCutRelaysTheSameContent) {
  const std::string chunked =
      "5;x=1\r\nhello\r\n1\r\n \r\n005;\r\nworld\r\n0;y\r\nA: b\r\nHost: c\r\n\r\n";
  for (std::size_t cut = 0; cut <= chunked.size(); ++cut) {
    const std::string more = chunked + "GET /";
    const Relayed same = relay(kChunkedBody, OutFraming::same, more, cut);
    EXPECT_EQ(same.bytes, "5\r\nhello\r\n1\r\n \r\n005\r\nworld\r\n0\r\nA: b\r\n\r\n") << cut;
    EXPECT_EQ(same.consumed, chunked.size()) << cut;
    EXPECT_EQ(same.content_bytes, 11u) << cut;
    EXPECT_EQ(relay(kChunkedBody, OutFraming::chunked, more, cut).bytes, same.bytes) << cut;
    EXPECT_EQ(relay(kChunkedBody, OutFraming::content_only, more, cut).bytes, "hello world") << cut;
  }
}

TEST(BodyRelayOf, IdentityBodiesPassOrGetChunks) {
  const std::string text = "hello world";
  const Framing length{BodyKind::length, text.size(), true};
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    for (const Framing& in : {length, kUntilClose}) {
      EXPECT_EQ(relay(in, OutFraming::same, text, cut).bytes, text) << cut;
      EXPECT_EQ(relay(in, OutFraming::content_only, text, cut).bytes, text) << cut;
      const Relayed chunked = relay(in, OutFraming::chunked, text, cut);
      EXPECT_EQ(read_chunked(chunked.bytes), text) << cut;
      EXPECT_EQ(chunked.state, BodyState::complete) << cut;
      EXPECT_EQ(chunked.content_bytes, text.size()) << cut;
    }
  }
}

TEST(BodyRelayOf, F9LeavesBytesBeyondTheLength) {
  const Relayed relayed = relay({BodyKind::length, 5, true}, OutFraming::same, "helloEXTRA", 10);
  EXPECT_EQ(relayed.bytes, "hello");
  EXPECT_EQ(relayed.consumed, 5u);
  EXPECT_EQ(relayed.state, BodyState::complete);
}

TEST(BodyRelayOf, F7CutBodiesNeverEndCleanly) {
  EXPECT_EQ(relay({BodyKind::length, 9, true}, OutFraming::chunked, "hello", 2).bytes,
            "2\r\nhe\r\n3\r\nllo\r\n");
  EXPECT_EQ(relay({BodyKind::length, 9, true}, OutFraming::same, "hello", 2).state,
            BodyState::refused);
  EXPECT_EQ(relay(kChunkedBody, OutFraming::same, "5\r\nhello\r\n", 4).state, BodyState::refused);
  EXPECT_EQ(relay(kChunkedBody, OutFraming::same, "5\r\nhello\r\n", 4).bytes, "5\r\nhello\r\n");
}

TEST(BodyRelayOf, PlainChunksAndIdentityAreViewsOfTheInput) {
  char area[kRelayScratchExtra + 64];
  Output scratch(area, sizeof area);
  BodyRelay relay;
  const std::string text = "5\r\nhello\r\n0\r\n\r\n";
  relay.begin(kChunkedBody, OutFraming::same);
  EXPECT_EQ(relay.next(text, scratch).bytes.data(), text.data());
  relay.begin(kUntilClose, OutFraming::same);
  EXPECT_EQ(relay.next(text, scratch).bytes.data(), text.data());
  EXPECT_TRUE(scratch.view().empty());
}

TEST(BodyRelayOf, ScratchBoundHoldsForTheWorstInput) {
  std::string tiny;
  for (int i = 0; i < 1000; ++i) tiny += "1;\r\na\r\n";
  tiny += "0\r\n";
  for (std::size_t i = 0; i < limits::kTrailerFieldsMax; ++i)
    tiny += "a:" + std::string(100, 'b') + "\r\n";
  tiny += "\r\n";
  for (const std::size_t cut : {std::size_t{0}, tiny.size() - 1, tiny.size()}) {
    const Relayed relayed = relay(kChunkedBody, OutFraming::same, tiny, cut);
    EXPECT_EQ(relayed.state, BodyState::complete);
    EXPECT_EQ(relayed.content_bytes, 1000u);
  }
}

TEST(BodyRelayOf, RefusalIsPassedOn) {
  char area[kRelayScratchExtra + 64];
  Output scratch(area, sizeof area);
  BodyRelay relay;
  relay.begin(kChunkedBody, OutFraming::same);
  const BodyRelay::Step step = relay.next("5\r\nhelloX", scratch);
  EXPECT_EQ(step.state, BodyState::refused);
  EXPECT_EQ(step.violation, Violation::chunk);
}

TEST(BodyRelayOf, EmptyBodiesTakeNothing) {
  for (const OutFraming out : {OutFraming::same, OutFraming::chunked, OutFraming::content_only}) {
    const Relayed none = relay({}, out, "GET /", 5);
    EXPECT_EQ(none.consumed, 0u);
    EXPECT_EQ(none.state, BodyState::complete);
    EXPECT_EQ(none.bytes, "");
  }
  const Framing empty{BodyKind::length, 0, true};
  EXPECT_EQ(relay(empty, OutFraming::chunked, "GET /", 5).bytes, "0\r\n\r\n");
  EXPECT_EQ(relay(empty, OutFraming::same, "GET /", 5).bytes, "");
}

}  // namespace
}  // namespace meridian::http
