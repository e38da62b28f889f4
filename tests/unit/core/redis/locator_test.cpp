#include "meridian/core/redis/locator.hpp"

#include <gtest/gtest.h>

namespace meridian::redis {
namespace {

const Address kA{"a", 1, {}}, kB{"b", 2, {}}, kC{"c", 3, {}};

TEST(Locator, TriesTheOneServerOnceInAnAttempt) {
  Locator locator(Mode::standalone, {kA});
  EXPECT_EQ(locator.begin(), (Goal{kA, false}));
  EXPECT_EQ(locator.failed(), std::nullopt);
  EXPECT_EQ(locator.begin(), (Goal{kA, false}));
}

TEST(Locator, AsksOneSentinelAfterTheOther) {
  Locator locator(Mode::sentinel, {kA, kB});
  EXPECT_EQ(locator.begin(), (Goal{kA, true}));
  EXPECT_EQ(locator.failed(), (Goal{kB, true}));
  EXPECT_EQ(locator.sent_to(kC), (Goal{kC, false}));
  EXPECT_EQ(locator.failed(), std::nullopt) << "no Sentinel is left";
}

TEST(Locator, BeginsWithTheSentinelThatKnew) {
  Locator locator(Mode::sentinel, {kA, kB});
  locator.begin();
  locator.failed();
  locator.sent_to(kC);
  locator.arrived();
  EXPECT_EQ(locator.begin(), (Goal{kB, true}));
  EXPECT_EQ(locator.failed(), (Goal{kA, true}));
}

TEST(Locator, BeginsWithTheNodeThatServedAndKnowsTheOthers) {
  Locator locator(Mode::cluster, {kA});
  locator.begin();
  locator.know({kB, kC});
  locator.sent_to(kC);
  locator.arrived();
  EXPECT_EQ(locator.begin(), (Goal{kC, false}));
  EXPECT_EQ(locator.failed(), (Goal{kB, false}));
  EXPECT_EQ(locator.failed(), (Goal{kA, false})) << "the one that the file names stays";
  EXPECT_EQ(locator.failed(), std::nullopt);
}

TEST(Locator, BeginsWhereANodeSentUs) {
  Locator locator(Mode::cluster, {kA});
  locator.prefer(kB);
  EXPECT_EQ(locator.begin(), (Goal{kB, false}));
  EXPECT_EQ(locator.failed(), (Goal{kA, false}));
}

TEST(Locator, EndsWhereNodesSendItInCircles) {
  Locator locator(Mode::cluster, {kA});
  locator.begin();
  int hops = 0;
  while (locator.sent_to(hops % 2 == 0 ? kB : kC)) ++hops;
  EXPECT_EQ(hops, kHopsMax);
  EXPECT_EQ(locator.begin(), (Goal{kA, false})) << "the next attempt counts anew";
  EXPECT_TRUE(locator.sent_to(kB));
}

TEST(Locator, RemembersABoundedNumberOfNodes) {
  Locator locator(Mode::cluster, {kA});
  for (std::uint16_t i = 1; i < 1000; ++i) locator.prefer({"n", i, {}});
  int tried = 1;
  locator.begin();
  while (locator.failed()) ++tried;
  EXPECT_LE(tried, 70);
}

}  // namespace
}  // namespace meridian::redis
