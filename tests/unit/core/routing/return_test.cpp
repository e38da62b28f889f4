// What health may say besides up and out, and what it means to decide: ramps, degraded and held
// regions.
#include <gtest/gtest.h>

#include <map>

#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config weighted_world() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::weighted)};
  return config;
}

struct Inputs {
  explicit Inputs(config::Config config) : inputs(inputs_of(topology_of(std::move(config)))) {}
  ViewInputs inputs;

  health::UpstreamHealth& of(std::string_view region) {
    const UpstreamId id = inputs.topology->find("api", region)->id;
    return *std::find_if(inputs.upstreams.begin(), inputs.upstreams.end(),
                         [&](const auto& upstream) { return upstream.id == id; });
  }
  void be(std::string_view region, health::Health health, health::HealthReason reason) {
    of(region).health = health;
    of(region).reason = reason;
  }
  std::shared_ptr<const View> view() const { return build_view(nullptr, inputs); }
};

std::map<std::string, int> shares(const View& view, int clients = 20'000) {
  std::map<std::string, int> counts;
  for (int i = 0; i < clients; ++i)
    ++counts[decide_for(view, client_in("DE", static_cast<std::uint32_t>(i) * 7919))
                 .candidate(0)
                 .region];
  return counts;
}

TEST(Return, AShareGrowsWithTheRamp) {
  Inputs world(weighted_world());
  world.of("eu").ramp_percent = 10;
  EXPECT_NEAR(shares(*world.view())["eu"], 20'000 * 10 / 210, 200);
  world.of("eu").ramp_percent = 50;
  EXPECT_NEAR(shares(*world.view())["eu"], 20'000 * 50 / 250, 300);
}

TEST(Return, OnlyClientsOfTheRampingRegionMove) {
  Inputs world(weighted_world());
  const auto whole = world.view();
  world.of("eu").ramp_percent = 10;
  const auto ramping = world.view();
  for (std::uint32_t i = 0; i < 2000; ++i) {
    const std::string before = decide_for(*whole, client_in("DE", i)).candidate(0).region;
    const std::string now = decide_for(*ramping, client_in("DE", i)).candidate(0).region;
    EXPECT_TRUE(before == "eu" || now == before) << before << " -> " << now;
  }
}

TEST(Return, ARampIsALocalFact) {
  Inputs world(weighted_world());
  const auto whole = world.view();
  world.of("eu").ramp_percent = 30;
  const auto ramping = build_view(whole.get(), world.inputs);
  EXPECT_EQ(ramping->version, whole->version);
  EXPECT_EQ(ramping->local_sequence, whole->local_sequence + 1);
  EXPECT_EQ(decide_for(*ramping, client_in("DE")).reason, Reason::local_ramp);
  EXPECT_EQ(decide_for(*whole, client_in("DE")).reason, Reason::weighted);
}

TEST(Return, WeightOneStaysAWeightAndZeroStaysNone) {
  UpstreamView upstream;
  upstream.ramp_percent = 10;
  upstream.weight = 1;
  EXPECT_EQ(effective_weight(upstream), 1U);
  upstream.weight = 0;
  EXPECT_EQ(effective_weight(upstream), 0U);
  upstream.weight = 1000;
  EXPECT_EQ(effective_weight(upstream), 100U);
}

TEST(Degraded, RanksBehindWhatWorksWellWhateverTheStepsSay) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  Inputs world(std::move(config));
  world.be("eu", health::Health::degraded, health::HealthReason::gateway_errors);
  const auto view = world.view();
  const Decision decision = decide_for(*view, client_in("FR"));
  EXPECT_EQ(order_of(decision), "us ap eu");
  EXPECT_EQ(decision.reason, Reason::nearest_next);
}

TEST(Degraded, ServesWhereNothingBetterIsLeft) {
  Inputs world(weighted_world());
  for (const auto* region : {"eu", "us"}) {
    world.be(region, health::Health::out, health::HealthReason::check_failed);
    world.of(region).refused = true;
  }
  world.be("ap", health::Health::degraded, health::HealthReason::gateway_errors);
  const auto view = world.view();
  const Decision decision = decide_for(*view, client_in("FR"));
  EXPECT_EQ(order_of(decision), "ap");
  EXPECT_NE(decision.reason, Reason::panic_use_all);
}

TEST(Degraded, ExplainSaysWhatComesBehindAndWhy) {
  Inputs world(weighted_world());
  world.be("eu", health::Health::degraded, health::HealthReason::gateway_errors);
  world.of("us").ramp_percent = 40;
  const auto view = world.view();
  const Explanation story = explain(client_in("DE"), request_to(), *view, {}, Instant{});
  EXPECT_EQ(story.candidates.back().region, "eu");
  EXPECT_TRUE(story.candidates.back().stayed);
  EXPECT_EQ(story.candidates.back().reason, Reason::local_degraded);
  const auto said = [&](std::string_view sentence) {
    return std::find(story.steps.begin(), story.steps.end(), sentence) != story.steps.end();
  };
  EXPECT_TRUE(said("health: eu is degraded (gateway_errors), and comes after the others"));
  EXPECT_TRUE(said("health: us is back, with 40% of its weight"));
}

TEST(Held, ServesNobody) {
  Inputs world(weighted_world());
  world.be("eu", health::Health::held, health::HealthReason::flapping);
  const auto view = world.view();
  EXPECT_EQ(shares(*view, 1000)["eu"], 0);
  const Explanation story = explain(client_in("DE"), request_to(), *view, {}, Instant{});
  EXPECT_EQ(story.candidates.back().reason, Reason::left_local_held);
}

TEST(Held, ServesBeforePanicDecides) {
  Inputs world(weighted_world());
  for (const auto* region : {"eu", "us", "ap"})
    world.be(region, health::Health::out, health::HealthReason::check_failed);
  world.be("us", health::Health::held, health::HealthReason::flapping);
  const auto view = world.view();
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "us");
  EXPECT_NE(decision.reason, Reason::panic_use_all);
  EXPECT_TRUE(admit(*view, decision.candidate(0).id, client_in("DE"), "GET"));
  world.be("us", health::Health::held, health::HealthReason::awaiting_operator);
  EXPECT_EQ(decide_for(*world.view(), client_in("DE")).reason, Reason::panic_use_all);
}

TEST(Held, APrimaryThatFlapsGoesOnWriting) {
  config::Config config = weighted_world();
  service_of(config).roles.primary = "eu";
  Inputs world(std::move(config));
  world.be("eu", health::Health::held, health::HealthReason::flapping);
  EXPECT_EQ(order_of(decide_for(*world.view(), client_in("DE"), {}, "POST")), "eu");
  EXPECT_EQ(order_of(decide_for(*world.view(), client_in("DE"))).find("eu"), std::string::npos);
}

}  // namespace
}  // namespace meridian::routing::test
