#include "meridian/core/routing/safety.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

using config::UpstreamState;
using state::Kind;
using state::Target;

const state::StoreTime kNow{milliseconds(1'000'000)};

struct Setting {
  Target target;
  state::Value value;
};

state::Overrides with(const std::vector<Setting>& settings, const state::Overrides& before = {},
                      state::StoreTime at = kNow) {
  state::Change change;
  for (const Setting& one : settings) change.sets.emplace_back(one.target, one.value);
  change.reason = "disk swap";
  change.by = "alice";
  change.at = at;
  return state::apply(before, change).overrides;
}

Target region(std::string_view id) {
  return {Kind::state, "", std::string(id)};
}
Setting drained(std::string_view id) {
  return {region(id), UpstreamState::draining};
}

config::Config weighted() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::weighted)};
  return config;
}

// "fence atlantic"
std::string rules(const config::Config& config, const state::Overrides& after,
                  const state::Overrides& before = {}, const std::vector<std::string>& out = {}) {
  const auto view = build_view(nullptr, inputs_of(topology_of(config), out));
  std::string names;
  for (const state::Breach& breach : judge_change(*view, before, after, kNow)) {
    EXPECT_FALSE(breach.text.empty());
    names += (names.empty() ? "" : " ") + breach.rule;
  }
  return names;
}

TEST(JudgeChange, WithoutRulesEverythingMayBeTakenOut) {
  EXPECT_EQ(rules(weighted(), with({drained("eu"), drained("us"), drained("ap")})), "");
}

TEST(JudgeChange, AFenceKeepsARegionThatWorks) {
  config::Config config = weighted();
  add_fence(config, "europe", {"FR"}, {"eu", "us"});
  EXPECT_EQ(rules(config, with({drained("eu")})), "");
  EXPECT_EQ(rules(config, with({drained("eu"), drained("us")})), "fence");
  EXPECT_EQ(rules(config, with({drained("eu")}), {}, {"us"}), "fence");
  const Setting weight{{Kind::weight, "api", "eu"}, std::uint32_t{0}};
  EXPECT_EQ(rules(config, with({weight}), {}, {"us"}), "fence");
}

TEST(JudgeChange, WhatIsBrokenAlreadyMayBeRepairedInSteps) {
  config::Config config = weighted();
  add_fence(config, "europe", {"FR"}, {"eu"});
  const auto broken = with({drained("eu"), drained("us")});
  EXPECT_EQ(rules(config, with({drained("eu")}), broken), "");
  EXPECT_EQ(rules(config, with({drained("ap")}, broken), broken), "");
}

TEST(JudgeChange, AtLeastSoManyRegionsGoOn) {
  config::Config config = weighted();
  config.safety.at_least = {{"core", 2, {"eu", "us", "ap"}}};
  EXPECT_EQ(rules(config, with({drained("eu")})), "");
  EXPECT_EQ(rules(config, with({drained("eu"), drained("us")})), "core");
  EXPECT_EQ(rules(config, with({{{Kind::state, "api", "eu"}, UpstreamState::disabled},
                                {{Kind::weight, "api", "us"}, std::uint32_t{0}}})),
            "core");
  config.safety.at_least = {{"other", 2, {"eu", "mars"}}};  // the service is not in two of them
  EXPECT_EQ(rules(config, with({drained("eu")})), "");
}

TEST(JudgeChange, JudgesTheWholeChange) {
  config::Config config = weighted();
  config.safety.at_least = {{"core", 1, {"eu", "us"}}};
  const auto before = with({drained("eu")});
  const auto swapped = with({drained("us"), {region("eu"), UpstreamState::enabled}}, before);
  EXPECT_EQ(rules(config, swapped, before), "");
  EXPECT_EQ(rules(config, with({drained("us")}, before), before), "core");
}

TEST(JudgeChange, AFreezeStopsEveryChange) {
  config::Config config = weighted();
  config.safety.freeze = true;
  EXPECT_EQ(rules(config, with({drained("eu")})), "freeze");
  EXPECT_EQ(rules(config, {}, with({drained("eu")})), "freeze");
  EXPECT_EQ(rules(config, {}), "");
}

TEST(JudgeChange, TheSameThingIsNotChangedTwiceInTheWaitPeriod) {
  config::Config config = weighted();
  config.safety.wait_period = seconds(60);
  const auto young = with({drained("eu")}, {}, kNow - seconds(59));
  const auto old = with({drained("eu")}, {}, kNow - seconds(60));
  const Setting enabled{region("eu"), UpstreamState::enabled};
  EXPECT_EQ(rules(config, with({enabled}, young), young), "wait_period");
  EXPECT_EQ(rules(config, {}, young), "wait_period");
  EXPECT_EQ(rules(config, with({enabled}, old), old), "");
  EXPECT_EQ(rules(config, with({drained("us")}, young), young), "");
}

TEST(JudgeChange, RegionsThatGoOnHaveTheCapacityForWhatIsWanted) {
  config::Config config = weighted();
  config.safety.capacity = true;
  service_of(config).steps = {step_of(config::StepType::capacity),
                              step_of(config::StepType::weighted)};
  for (const char* id : {"eu", "us", "ap"}) upstream_of(config, id).capacity = {100, 150};
  ViewInputs inputs = inputs_of(topology_of(config));
  Demand demand{inputs.topology->find("api", "eu")->id, {}, {}};
  demand.by_cost[0] = 150;
  inputs.demand = {demand};
  const auto view = build_view(nullptr, inputs);
  EXPECT_TRUE(judge_change(*view, {}, with({drained("us")}), kNow).empty());
  const auto breaches = judge_change(*view, {}, with({drained("us"), drained("ap")}), kNow);
  ASSERT_EQ(breaches.size(), 1U);
  EXPECT_EQ(breaches[0].rule, "capacity");
}

}  // namespace
}  // namespace meridian::routing::test
