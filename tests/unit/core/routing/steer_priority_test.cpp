#include "core/routing/steer_priority.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config failover_world() {
  config::Config config = three_regions();
  upstream_of(config, "us").priority = 1;
  upstream_of(config, "eu").priority = 2;
  upstream_of(config, "ap").priority = 30;
  service_of(config).steps = {step_of(config::StepType::priority),
                              step_of(config::StepType::weighted)};
  return config;
}

TEST(SteerPriority, LowerNumbersServeFirst) {
  const auto view = view_of(failover_world());
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "us eu ap");
  EXPECT_EQ(decision.reason, Reason::priority);
}

TEST(SteerPriority, NextTierServesWhenTheFirstHasLeft) {
  const auto view = view_of(failover_world(), {"us"});
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "eu ap");
  EXPECT_EQ(decision.reason, Reason::priority_next_tier);
}

TEST(SteerPriority, EqualNumbersAreSpreadByWeight) {
  config::Config config = failover_world();
  upstream_of(config, "eu").priority = 1;
  EXPECT_EQ(decide_for(*view_of(config), client_in("DE")).reason, Reason::weighted);
}

}  // namespace
}  // namespace meridian::routing::test
