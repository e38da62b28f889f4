#include "meridian/core/redis/backoff.hpp"

#include <gtest/gtest.h>

#include "meridian/core/base/hash.hpp"

namespace meridian::redis {
namespace {

TEST(Backoff, DoublesUpToItsBound) {
  Backoff backoff;
  for (const int whole : {100, 200, 400, 800, 1600, 2000, 2000, 2000}) {
    const milliseconds wait = backoff.next(mix64(static_cast<std::uint64_t>(whole)));
    EXPECT_GE(wait.count(), whole / 2);
    EXPECT_LE(wait.count(), whole);
  }
}

TEST(Backoff, StaysAtItsBoundForEver) {
  Backoff backoff;
  for (int i = 0; i < 100'000; ++i) EXPECT_LE(backoff.next(~0ULL), kBackoffMax);
}

TEST(Backoff, BeginsAgainAfterASuccess) {
  Backoff backoff;
  for (int i = 0; i < 5; ++i) backoff.next(0);
  backoff.reset();
  EXPECT_LE(backoff.next(~0ULL), kBackoffFirst);
}

TEST(Backoff, SpreadsThoseThatFailTogether) {
  std::uint64_t low = 0;
  for (std::uint64_t edge = 0; edge < 1000; ++edge) {
    Backoff backoff;
    if (backoff.next(mix64(edge)) < milliseconds(75)) ++low;
  }
  EXPECT_GT(low, 400U);
  EXPECT_LT(low, 600U);
}

}  // namespace
}  // namespace meridian::redis
