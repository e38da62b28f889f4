#include "meridian/core/agreement/comparison.hpp"

#include <gtest/gtest.h>

namespace meridian::agreement {
namespace {

EdgeRow edge(const char* name, std::uint64_t topology, std::uint64_t shared,
             std::uint64_t overrides = 1) {
  EdgeRow row;
  row.edge = name;
  row.topology = topology;
  row.shared = shared;
  row.overrides = overrides;
  row.known = {"a", 1};
  return row;
}

TEST(Differences, AreOfThoseThatDoNotDoWhatMostDo) {
  const auto all = differences(std::vector{edge("a", 1, 8, 2), edge("b", 1, 7), edge("c", 1, 7)});
  EXPECT_TRUE(all[0].view);
  EXPECT_TRUE(all[0].overrides);
  EXPECT_FALSE(all[0].verdicts);
  EXPECT_FALSE(all[1].view);
  EXPECT_FALSE(all[2].view);
}

TEST(Differences, AConfigThatIsRolledOutIsNone) {
  const auto all = differences(std::vector{edge("a", 2, 9), edge("b", 1, 7), edge("c", 1, 7)});
  for (const Difference& one : all) EXPECT_FALSE(one.view);
}

TEST(Differences, TheSilentHaveNoneAndAreNotCounted) {
  std::vector edges{edge("a", 1, 8), edge("b", 1, 8), edge("c", 1, 7)};
  edges[0].silent = edges[1].silent = true;
  for (const Difference& one : differences(edges)) EXPECT_FALSE(one.view);
}

TEST(Differences, OfOldVerdictsAreNamed) {
  std::vector edges{edge("a", 1, 7), edge("b", 1, 7), edge("c", 1, 8)};
  edges[2].known.number = 0;
  const auto all = differences(edges);
  EXPECT_TRUE(all[2].view);
  EXPECT_TRUE(all[2].verdicts);
  EXPECT_FALSE(all[2].overrides);
}

}  // namespace
}  // namespace meridian::agreement
