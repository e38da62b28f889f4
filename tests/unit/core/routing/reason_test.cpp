#include "meridian/core/routing/reason.hpp"

#include <gtest/gtest.h>

#include <set>

namespace meridian::routing {
namespace {

TEST(Reason, EveryOneHasItsOwnName) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kReasonCount; ++i) names.insert(to_string(static_cast<Reason>(i)));
  EXPECT_EQ(names.size(), kReasonCount);
  EXPECT_EQ(names.count(""), 0U);
}

TEST(Reason, NamesStandWhereTheyBelong) {
  EXPECT_EQ(to_string(Reason::geo), "geo");
  EXPECT_EQ(to_string(Reason::geo_next_tier), "geo_next_tier");
  EXPECT_EQ(to_string(Reason::tried_all), "tried_all");
  EXPECT_EQ(to_string(Reason::left_local_out), "local_out");
  EXPECT_EQ(to_string(Reason::left_tried), "tried");
}

}  // namespace
}  // namespace meridian::routing
