#include "meridian/core/traffic/retry_budget.hpp"

#include <gtest/gtest.h>

namespace meridian::traffic {
namespace {

TEST(RetryBudget, AllowsAFifthOfTheRunningRequests) {
  EXPECT_TRUE(RetryBudget{}.allows_another(19, 100));
  EXPECT_FALSE(RetryBudget{}.allows_another(20, 100));
}

TEST(RetryBudget, AllowsThreeHoweverFewRequestsRun) {
  EXPECT_TRUE(RetryBudget{}.allows_another(2, 1));
  EXPECT_FALSE(RetryBudget{}.allows_another(3, 1));
}

TEST(RetryBudget, OfNothingAllowsNone) {
  EXPECT_FALSE((RetryBudget{0, 0}).allows_another(0, 1000));
}

TEST(RetryBudget, DoesNotOverflow) {
  EXPECT_TRUE((RetryBudget{100, 0}).allows_another(0xffff'fffe, 0xffff'ffff));
}

}  // namespace
}  // namespace meridian::traffic
