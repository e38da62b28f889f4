#include "meridian/core/redis/sentinel.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/redis/replies.hpp"

namespace meridian::redis {
namespace {

using namespace test;

TEST(ReadMaster, ReadsHostAndPort) {
  EXPECT_EQ(read_master(list({text("10.0.0.1"), text("6379")})), (Address{"10.0.0.1", 6379, {}}));
}

TEST(ReadMaster, IsNothingWhereTheSentinelKnowsNone) {
  EXPECT_EQ(read_master(Reply{}), std::nullopt);
  EXPECT_EQ(read_master(list({text("10.0.0.1")})), std::nullopt);
  EXPECT_EQ(read_master(list({text("10.0.0.1"), text("port")})), std::nullopt);
  EXPECT_EQ(read_master(list({text(""), text("6379")})), std::nullopt);
}

TEST(ReadSwitch, ReadsTheNewMaster) {
  EXPECT_EQ(read_switch("main 10.0.0.1 6379 10.0.0.2 6380", "main"),
            (Address{"10.0.0.2", 6380, {}}));
}

TEST(ReadSwitch, IsNothingForAnotherMasterOrAnotherText) {
  EXPECT_EQ(read_switch("other 10.0.0.1 6379 10.0.0.2 6380", "main"), std::nullopt);
  EXPECT_EQ(read_switch("main 10.0.0.1 6379 10.0.0.2", "main"), std::nullopt);
  EXPECT_EQ(read_switch("main 10.0.0.1 6379 10.0.0.2 6380 more", "main"), std::nullopt);
  EXPECT_EQ(read_switch("main 10.0.0.1 6379 10.0.0.2 x", "main"), std::nullopt);
  EXPECT_EQ(read_switch("", "main"), std::nullopt);
}

}  // namespace
}  // namespace meridian::redis
