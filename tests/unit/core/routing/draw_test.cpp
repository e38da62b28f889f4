#include "core/routing/draw.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace meridian::routing {
namespace {

double as_double(std::uint64_t log) {
  return static_cast<double>(log) / std::pow(2.0, kLogFractionBits);
}

TEST(Draw, LogarithmIsCloseToTheRealOne) {
  for (std::uint64_t i = 0; i < 100'000; ++i) {
    const std::uint64_t hash = mix64(i);
    const double u = static_cast<double>(hash | 1) / std::pow(2.0, 64);
    ASSERT_NEAR(as_double(negative_log2(hash)), -std::log2(u), 3e-6);
  }
}

TEST(Draw, LogarithmIsPositiveAndBoundedAtTheEnds) {
  EXPECT_EQ(negative_log2(0), std::uint64_t{64} << kLogFractionBits);
  EXPECT_EQ(negative_log2(1), std::uint64_t{64} << kLogFractionBits);
  EXPECT_GE(negative_log2(~std::uint64_t{0}), 1U);
  EXPECT_LT(negative_log2(~std::uint64_t{0}), 2U);
}

TEST(Draw, LogarithmNeverRisesWithTheHash) {
  std::uint64_t last = negative_log2(0);
  for (std::uint64_t hash = 1; hash < ~std::uint64_t{0} / 3 * 2; hash += hash / 1000 + 1) {
    const std::uint64_t log = negative_log2(hash);
    ASSERT_LE(log, last);
    last = log;
  }
}

TEST(Draw, LargestDrawDoesNotOverflow) {
  EXPECT_EQ(negative_log2(0) * inverse_of_weight(1), std::uint64_t{1} << 63);
}

TEST(Draw, InverseOfWeightFallsWithTheWeight) {
  EXPECT_EQ(inverse_of_weight(0), 0U);
  for (std::uint32_t weight = 1; weight < 5000; ++weight)
    ASSERT_GT(inverse_of_weight(weight), inverse_of_weight(weight + 1));
  EXPECT_EQ(inverse_of_weight(kDrawWeightMax), inverse_of_weight(~std::uint32_t{0}));
}

// The values are a contract between edges of different builds: they must never change.
TEST(Draw, ValuesAreFixedForEver) {
  EXPECT_EQ(hash64("eu-west-1"), 0xb624e162bf99011aU);
  EXPECT_EQ(negative_log2(0x123456789abcdef0U), 8190036351U);
  EXPECT_EQ(draw_of(1, hash64("eu-west-1"), inverse_of_weight(100)), 1260445093080096U);
  EXPECT_EQ(draw_of(2, hash64("us-east-1"), inverse_of_weight(30)), 7006348678845516U);
}

}  // namespace
}  // namespace meridian::routing
