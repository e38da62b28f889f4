#include "io/observability/byte_ring.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <deque>
#include <random>
#include <string>

namespace meridian::observability {
namespace {

bool put(ByteRing& ring, const std::string& text) {
  std::byte* room = ring.reserve(text.size());
  if (room == nullptr) return false;
  std::memcpy(room, text.data(), text.size());
  ring.publish();
  return true;
}

std::string front(ByteRing& ring) {
  const auto block = ring.front();
  return {reinterpret_cast<const char*>(block.data()), block.size()};
}

TEST(ByteRing, GivesBlocksBackInOrder) {
  ByteRing ring(256);
  EXPECT_TRUE(ring.front().empty());
  EXPECT_TRUE(put(ring, "first"));
  EXPECT_TRUE(put(ring, "second one"));
  EXPECT_EQ(front(ring), "first");
  EXPECT_EQ(front(ring), "first");
  ring.pop();
  EXPECT_EQ(front(ring), "second one");
  ring.pop();
  EXPECT_TRUE(ring.front().empty());
  EXPECT_EQ(ring.used(), 0U);
}

TEST(ByteRing, RefusesWhatDoesNotFitAndTakesItAfterAPop) {
  ByteRing ring(64);
  EXPECT_TRUE(put(ring, std::string(24, 'a')));
  EXPECT_TRUE(put(ring, std::string(24, 'b')));
  EXPECT_FALSE(put(ring, "c"));
  ring.front();
  ring.pop();
  EXPECT_TRUE(put(ring, std::string(24, 'c')));
  EXPECT_FALSE(put(ring, std::string(1000, 'd')));
  EXPECT_EQ(front(ring), std::string(24, 'b'));
}

TEST(ByteRing, RoundsItsSizeUpToAPowerOfTwo) {
  EXPECT_EQ(ByteRing(1000).size(), 1024U);
}

TEST(ByteRingProperty, BehavesAsAQueueForAnySizes) {
  std::mt19937_64 random(11);
  for (int world = 0; world < 20; ++world) {
    ByteRing ring(512);
    std::deque<std::string> model;
    for (int i = 0; i < 5000; ++i) {
      if (random() % 2 == 0) {
        const std::string text(1 + random() % 120, static_cast<char>('a' + random() % 26));
        if (put(ring, text))
          model.push_back(text);
        else
          ASSERT_FALSE(model.empty());
      } else if (!model.empty()) {
        ASSERT_EQ(front(ring), model.front());
        ring.pop();
        model.pop_front();
      } else {
        ASSERT_TRUE(ring.front().empty());
      }
    }
  }
}

}  // namespace
}  // namespace meridian::observability
