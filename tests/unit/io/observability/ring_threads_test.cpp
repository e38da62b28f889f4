// The ring between two threads, for TSan and for order.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "io/observability/byte_ring.hpp"

namespace meridian::observability {
namespace {

// Blocks of changing size that hold their number in every byte.
TEST(RingThreads, EveryBlockArrivesWholeOnceAndInOrder) {
  constexpr std::uint64_t kBlocks = 20000;
  ByteRing ring(64 * 1024);
  std::thread producer([&ring] {
    for (std::uint64_t n = 0; n < kBlocks; ++n) {
      const std::size_t size = 8 + n % 200;
      std::byte* room = ring.reserve(size);
      while (room == nullptr) {
        std::this_thread::yield();
        room = ring.reserve(size);
      }
      std::memset(room, static_cast<int>(n % 251), size);
      std::memcpy(room, &n, sizeof n);
      ring.publish();
    }
  });
  bool whole = true;
  for (std::uint64_t expected = 0; expected < kBlocks;) {
    const auto block = ring.front();
    if (block.empty()) {
      std::this_thread::yield();
      continue;
    }
    std::uint64_t n = 0;
    std::memcpy(&n, block.data(), sizeof n);
    whole = whole && n == expected && block.size() == 8 + n % 200;
    for (const std::byte b : block.subspan(8)) {
      whole = whole && b == static_cast<std::byte>(n % 251);
    }
    ring.pop();
    ++expected;
  }
  producer.join();
  EXPECT_TRUE(whole);
  EXPECT_TRUE(ring.front().empty());
}

}  // namespace
}  // namespace meridian::observability
