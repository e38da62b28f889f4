#include "meridian/core/base/check.hpp"

#include <gtest/gtest.h>

namespace meridian {
namespace {

TEST(Check, PassesWhatHolds) {
  int evaluated = 0;
  MERIDIAN_CHECK(++evaluated == 1);
  EXPECT_EQ(evaluated, 1);
}

TEST(CheckDeathTest, AbortsAndNamesTheExpression) {
  EXPECT_DEATH(MERIDIAN_CHECK(1 + 1 == 3), "check_test\\.cpp:.*check failed: 1 \\+ 1 == 3");
}

}  // namespace
}  // namespace meridian
