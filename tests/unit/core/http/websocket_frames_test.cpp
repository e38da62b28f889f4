#include "meridian/core/http/websocket_frames.hpp"

#include <gtest/gtest.h>

#include <string>

namespace meridian::http {
namespace {

std::string frame(std::size_t payload, bool masked) {
  std::string bytes = "\x82";
  const char mask = masked ? '\x80' : '\0';
  if (payload < 126) {
    bytes += static_cast<char>(mask | static_cast<char>(payload));
  } else if (payload < 65536) {
    bytes += static_cast<char>(mask | 126);
    for (int i = 1; i >= 0; --i) bytes += static_cast<char>(payload >> (8 * i) & 0xff);
  } else {
    bytes += static_cast<char>(mask | 127);
    for (int i = 7; i >= 0; --i) bytes += static_cast<char>(payload >> (8 * i) & 0xff);
  }
  if (masked) bytes += "mask";
  return bytes + std::string(payload, 'p');
}

TEST(WebSocketFrames, EndWhereTheirPayloadEnds) {
  for (const std::size_t payload : {0, 1, 125, 126, 65535, 65536, 200000})
    for (const bool masked : {false, true}) {
      WebSocketFrames frames;
      EXPECT_TRUE(frames.at_boundary());
      const std::string bytes = frame(payload, masked);
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        frames.take({&bytes[i], 1});
        ASSERT_EQ(frames.at_boundary(), i + 1 == bytes.size()) << payload << " at " << i;
      }
    }
}

TEST(WebSocketFrames, ManyInOneReadAreSeenThroughToTheLast) {
  WebSocketFrames frames;
  const std::string three = frame(5, true) + frame(300, true) + frame(0, true);
  frames.take(three);
  EXPECT_TRUE(frames.at_boundary());
  frames.take(three + frame(5, true).substr(0, 3));
  EXPECT_FALSE(frames.at_boundary());
  frames.take(frame(5, true).substr(3));
  EXPECT_TRUE(frames.at_boundary());
}

TEST(WebSocketFrames, GoingAwayIsACloseFrameOfItsOwn) {
  WebSocketFrames frames;
  frames.take(kGoingAway);
  EXPECT_TRUE(frames.at_boundary());
  const auto masked = masked_going_away(0x04030201);
  frames.take({masked.data(), masked.size()});
  EXPECT_TRUE(frames.at_boundary());
  EXPECT_EQ(std::string(masked.data(), 6), std::string("\x88\x82\x01\x02\x03\x04", 6));
  EXPECT_EQ(masked[6] ^ masked[2], 0x03);
  EXPECT_EQ(static_cast<unsigned char>(masked[7] ^ masked[3]), 0xe9);
}

}  // namespace
}  // namespace meridian::http
