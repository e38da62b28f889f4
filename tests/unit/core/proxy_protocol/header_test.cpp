// What holds for both versions: H10.
#include "meridian/core/proxy_protocol/header.hpp"

#include <gtest/gtest.h>

#include <set>

#include "meridian/core/base/limits.hpp"
#include "samples.hpp"

namespace meridian::proxy_protocol {
namespace {

TEST(ParseHeader, H10EveryPrefixOfAHeaderIsIncomplete) {
  for (const std::string& header : good_headers()) {
    for (std::size_t size = 0; size < header.size(); ++size)
      EXPECT_EQ(parse(std::string_view(header).substr(0, size)).state, State::incomplete) << size;
    const Parsed whole = parse(header);
    EXPECT_EQ(whole.state, State::complete);
    EXPECT_EQ(whole.bytes, header.size());
  }
}

TEST(ParseHeader, H10WhatFollowsAHeaderIsNotLookedAt) {
  for (const std::string& header : good_headers()) {
    for (const std::string_view rest :
         {std::string_view("\x16\x03\x01\x02"), std::string_view("GET / HTTP/1.1\r\n"),
          std::string_view("\r\n"), std::string_view("\0\0\0", 3)}) {
      const Parsed fused = parse(header + std::string(rest));
      EXPECT_EQ(fused.state, State::complete);
      EXPECT_EQ(fused.bytes, header.size());
    }
  }
}

TEST(ParseHeader, H10NoChangedByteMakesItReadBeyondItsEnd) {
  for (const std::string& header : good_headers()) {
    for (std::size_t at = 0; at < header.size(); ++at) {
      for (int value = 0; value < 256; ++value) {
        std::string changed = header;
        changed[at] = static_cast<char>(value);
        // A copy of exact size, so that the sanitizer sees the first byte too far.
        const std::vector<char> exact(changed.begin(), changed.end());
        const Parsed parsed = parse({exact.data(), exact.size()});
        EXPECT_LE(parsed.bytes, header.size());
        EXPECT_EQ(parsed.state == State::refused, parsed.refusal != Refusal::none);
      }
    }
  }
}

TEST(ParseHeader, H10OtherProtocolsHaveNoHeader) {
  for (const std::string_view bytes :
       {std::string_view("GET / HTTP/1.1\r\n"), std::string_view("POST /"),
        std::string_view("PROPFIND / HTTP/1.1"), std::string_view("proxy TCP4 "),
        std::string_view("\x16\x03\x01"), std::string_view("\r\n\r\nGET / HTTP/1.1"),
        std::string_view("\r\nGET"), std::string_view("\r\n\r\n\0\r\nQUIT\r", 12),
        std::string_view("\0", 1), std::string_view("SSH-2.0")})
    EXPECT_EQ(parse(bytes).state, State::absent) << bytes;
}

TEST(ParseHeader, IsNeverIncompleteAtItsLongest) {
  std::string line = "PROXY ";
  line.resize(limits::kProxyLineBytesMax, 'x');
  EXPECT_EQ(parse(line).refusal, Refusal::too_long);
  const std::string longest = binary(
      0x21, 0x11,
      kInetBlock + tlv(4, std::string(limits::kProxyHeaderBytesMax - kFixedBytes - 12 - 3, 'x')));
  ASSERT_EQ(longest.size(), limits::kProxyHeaderBytesMax);
  EXPECT_EQ(parse(longest).state, State::complete);
  const std::string longer = binary(0x21, 0x11, longest.substr(kFixedBytes) + "x");
  EXPECT_EQ(parse(longer.substr(0, kFixedBytes)).refusal, Refusal::too_long);
}

TEST(RefusalNames, AreDistinct) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kRefusalCount; ++i) names.insert(to_string(static_cast<Refusal>(i)));
  EXPECT_EQ(names.size(), kRefusalCount);
}

}  // namespace
}  // namespace meridian::proxy_protocol
