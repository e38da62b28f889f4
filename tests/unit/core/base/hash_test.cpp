#include "meridian/core/base/hash.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "meridian/core/base/ip_address.hpp"

namespace meridian {
namespace {

// The values are a contract between edges: a change here moves clients between regions.
TEST(Hash, Mix64IsTheFirstOutputOfSplitmix64) {
  EXPECT_EQ(mix64(0), 0xe220a8397b1dcdafULL);
  EXPECT_EQ(mix64(1234567), 6457827717110365317ULL);
}

TEST(Hash, Hash64IsFixedForKnownTexts) {
  // FNV-1a of "" and "foobar" as published, then finished.
  EXPECT_EQ(hash64(""), mix64(0xcbf29ce484222325ULL));
  EXPECT_EQ(hash64("foobar"), mix64(0x85944171f73967e8ULL ^ 6));
}

TEST(Hash, Combine64DependsOnTheOrder) {
  EXPECT_NE(combine64(1, 2), combine64(2, 1));
}

TEST(Hash, OneFlippedInputBitFlipsAboutHalfOfTheOutput) {
  for (int bit = 0; bit < 64; ++bit) {
    const int flipped = std::popcount(mix64(42) ^ mix64(42 ^ (1ULL << bit)));
    EXPECT_GT(flipped, 12) << bit;
    EXPECT_LT(flipped, 52) << bit;
  }
}

TEST(Hash, AddressesThatAreEqualHashEqual) {
  EXPECT_EQ(hash_of(*IpAddress::parse("192.0.2.1")),
            hash_of(*IpAddress::parse("::ffff:192.0.2.1")));
  EXPECT_NE(hash_of(*IpAddress::parse("192.0.2.1")), hash_of(*IpAddress::parse("192.0.2.2")));
}

}  // namespace
}  // namespace meridian
