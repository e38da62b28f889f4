#include "meridian/io/tls/token.hpp"

#include <gtest/gtest.h>

namespace meridian::tls {
namespace {

// The value is that of FIPS 180-4's example.
constexpr std::string_view kOfAbc =
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST(Token, DigestIsSha256) {
  EXPECT_EQ(to_string(sha256("abc")), kOfAbc);
}

TEST(Token, DigestIsReadWithSpaceAroundIt) {
  const auto digest = parse_sha256(" " + std::string(kOfAbc) + "\n");
  ASSERT_TRUE(digest.has_value());
  EXPECT_TRUE(equal(*digest, sha256("abc")));
  EXPECT_FALSE(equal(*digest, sha256("abd")));
}

TEST(Token, WhatIsNoDigestIsRefused) {
  EXPECT_FALSE(parse_sha256("").has_value());
  EXPECT_FALSE(parse_sha256(kOfAbc.substr(1)).has_value());
  EXPECT_FALSE(parse_sha256(std::string(kOfAbc.substr(1)) + "x").has_value());
}

TEST(Token, NoTwoAreEqual) {
  EXPECT_EQ(random_token().size(), 64U);
  EXPECT_NE(random_token(), random_token());
}

}  // namespace
}  // namespace meridian::tls
