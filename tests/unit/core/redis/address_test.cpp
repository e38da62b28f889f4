#include "meridian/core/redis/address.hpp"

#include <gtest/gtest.h>

namespace meridian::redis {
namespace {

const Address kMachine{"asked", 1, {}};

TEST(RedisAddress, IsReadAsServersWriteIt) {
  EXPECT_EQ(parse_address("10.0.0.1:6379", {}), (Address{"10.0.0.1", 6379, {}}));
  EXPECT_EQ(parse_address("::1:6379", {}), (Address{"::1", 6379, {}}));
  EXPECT_EQ(parse_address("[::1]:6379", {}), (Address{"::1", 6379, {}}));
  EXPECT_EQ(parse_address("redis.internal:6379@16379", {}), (Address{"redis.internal", 6379, {}}));
}

TEST(RedisAddress, WithoutAHostIsOnTheMachineThatWasAsked) {
  EXPECT_EQ(parse_address(":7000", kMachine), (Address{"asked", 7000, {}}));
  EXPECT_EQ(make_address("?", 7000, kMachine), (Address{"asked", 7000, {}}));
  EXPECT_EQ(make_address("", 7000, {}), std::nullopt);
}

TEST(RedisAddress, IsRefusedWhereItCannotBeOne) {
  for (const char* text : {"", "host", "host:", "host:x", "host:0", "host:65536", "ho st:1"})
    EXPECT_EQ(parse_address(text, kMachine), std::nullopt) << text;
}

TEST(RedisAddress, IsWrittenForPeople) {
  EXPECT_EQ(to_string({"::1", 6379, {}}), "[::1]:6379");
  EXPECT_EQ(to_string({"", 0, "/run/redis.sock"}), "/run/redis.sock");
}

}  // namespace
}  // namespace meridian::redis
