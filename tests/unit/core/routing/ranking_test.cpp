#include "core/routing/ranking.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace meridian::routing {
namespace {

std::vector<CandidateSet> groups_of(const Ranking& ranking) {
  std::vector<CandidateSet> groups;
  for (std::size_t i = 0; i < ranking.size(); ++i) groups.push_back(ranking[i]);
  return groups;
}

TEST(Ranking, TiersSplitTheGroupAndTheRestComesLast) {
  Ranking ranking(0b11111);
  const std::vector<CandidateSet> tiers{0b00100, 0b00011};
  ranking.split_by_tiers(tiers);
  EXPECT_EQ(groups_of(ranking), (std::vector<CandidateSet>{0b00100, 0b00011, 0b11000}));
}

TEST(Ranking, ALaterStepOnlySplitsGroups) {
  Ranking ranking(0b1111);
  const std::vector<CandidateSet> tiers{0b1100};
  ranking.split_by_tiers(tiers);
  ranking.split_by_key([](std::size_t candidate) { return candidate; });
  EXPECT_EQ(groups_of(ranking), (std::vector<CandidateSet>{0b0100, 0b1000, 0b0001, 0b0010}));
  EXPECT_TRUE(ranking.complete());
}

TEST(Ranking, EqualKeysStayTogether) {
  Ranking ranking(0b111);
  ranking.split_by_key([](std::size_t candidate) { return candidate == 1 ? 1U : 2U; });
  EXPECT_EQ(groups_of(ranking), (std::vector<CandidateSet>{0b010, 0b101}));
  EXPECT_FALSE(ranking.complete());
}

TEST(Ranking, HoldsSixtyFourCandidates) {
  Ranking ranking(~CandidateSet{0});
  ranking.split_by_key([](std::size_t candidate) { return 64 - candidate; });
  ASSERT_EQ(ranking.size(), 64U);
  EXPECT_EQ(ranking.first(), bit_of(63));
  EXPECT_TRUE(ranking.complete());
}

}  // namespace
}  // namespace meridian::routing
