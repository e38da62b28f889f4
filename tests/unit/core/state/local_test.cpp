#include "meridian/core/state/local.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/state/documents.hpp"

namespace meridian::state {
namespace {

using namespace test;
using config::UpstreamState;

UpstreamState state_of(const Overrides& overrides, const Target& target) {
  return std::get<UpstreamState>(overrides.entries.at(target).value);
}

TEST(RestrictBy, TakesOutWhatNobodyElseHasTouched) {
  const Overrides shared = with({}, kWeight, 5U);
  const Overrides both = restrict_by(shared, with({}, kRegion, UpstreamState::draining));
  EXPECT_EQ(state_of(both, kRegion), UpstreamState::draining);
  EXPECT_TRUE(both.entries.contains(kWeight));
  EXPECT_EQ(both.version, shared.version);
  EXPECT_EQ(both.epoch, shared.epoch);
}

TEST(RestrictBy, LetsTheStricterStateStand) {
  for (const UpstreamState mine :
       {UpstreamState::enabled, UpstreamState::draining, UpstreamState::disabled})
    for (const UpstreamState others :
         {UpstreamState::enabled, UpstreamState::draining, UpstreamState::disabled}) {
      const Overrides both = restrict_by(with({}, kUpstream, others), with({}, kUpstream, mine));
      EXPECT_EQ(state_of(both, kUpstream), std::max(mine, others));
    }
}

TEST(RestrictBy, NeverMovesWeightsOrPrimaries) {
  Overrides local = with({}, kWeight, 5U);
  local = with(local, kPrimary, std::string("us"));
  EXPECT_TRUE(restrict_by({}, local).entries.empty());
}

}  // namespace
}  // namespace meridian::state
