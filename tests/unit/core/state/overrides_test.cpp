#include "meridian/core/state/overrides.hpp"

#include <gtest/gtest.h>

#include "documents.hpp"

namespace meridian::state {
namespace {

using namespace test;

TEST(OverrideId, IsReadAsItIsWritten) {
  for (const Target& target : {kWeight, kRegion, kUpstream, kPrimary})
    EXPECT_EQ(parse_id(id_of(target)), target) << id_of(target);
  EXPECT_EQ(id_of(kUpstream), "state.api.eu");
  EXPECT_EQ(id_of(kRegion), "state.eu");
}

TEST(OverrideId, RefusesWhatNoTargetHas) {
  for (const char* id : {"", "weight", "weight.api", "weight.api.eu.x", "primary.api.eu", "state.",
                         "state..eu", "speed.api.eu", "state.a b", "state.eu/../us"})
    EXPECT_FALSE(parse_id(id).has_value()) << id;
}

TEST(OverrideValue, HasTheTypeAndRangeOfItsTarget) {
  EXPECT_TRUE(fits(kWeight, 1000U));
  EXPECT_FALSE(fits(kWeight, 1001U));
  EXPECT_FALSE(fits(kWeight, config::UpstreamState::enabled));
  EXPECT_FALSE(fits(kRegion, 1U));
  EXPECT_TRUE(fits(kPrimary, std::string("eu")));
  EXPECT_FALSE(fits(kPrimary, std::string("")));
}

}  // namespace
}  // namespace meridian::state
