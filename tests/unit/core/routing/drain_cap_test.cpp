#include "core/routing/drain_cap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "core/routing/ranking.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

using health::Health;
using health::HealthReason;

config::Config regions_with(const std::vector<std::uint32_t>& weights) {
  config::Config config = three_regions();
  config::Service& service = service_of(config);
  const config::Upstream like = service.upstreams.front();
  service.upstreams.clear();
  service.steps = {step_of(config::StepType::weighted)};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    config::Upstream upstream = like;
    upstream.region = std::string(1, static_cast<char>('a' + i));
    upstream.weight = weights[i];
    upstream.endpoints[0].port = static_cast<std::uint16_t>(8000 + i);
    config.regions[upstream.region] = {};
    service.upstreams.push_back(upstream);
  }
  return config;
}

struct Failing {
  std::string region;
  bool refused = false;
  HealthReason reason = HealthReason::check_failed;
  Health health = Health::out;
};

std::shared_ptr<const View> view_with(config::Config config, const std::vector<Failing>& failing) {
  ViewInputs inputs = inputs_of(topology_of(std::move(config)));
  for (const Failing& one : failing) {
    const UpstreamId id = inputs.topology->find("api", one.region)->id;
    for (health::UpstreamHealth& upstream : inputs.upstreams)
      if (upstream.id == id) upstream = {id, one.health, one.reason, Instant{}, one.refused};
  }
  return build_view(nullptr, inputs);
}

// The regions that the cap keeps in.
std::string kept_in(const View& view) {
  std::string names;
  for (const UpstreamView& upstream : view.services[0].upstreams) {
    if (upstream.health_reason != HealthReason::max_auto_out) continue;
    EXPECT_EQ(upstream.health, Health::degraded);
    names += upstream.region;
  }
  return names;
}
std::string kept_in(const std::vector<std::uint32_t>& weights,
                    const std::vector<Failing>& failing) {
  return kept_in(*view_with(regions_with(weights), failing));
}

TEST(DrainCap, HalfOfTheWeightMayLeave) {
  EXPECT_EQ(kept_in({100, 100, 100, 100}, {{"a"}, {"b"}}), "");
  EXPECT_EQ(kept_in({100, 100, 100, 100}, {{"a"}, {"b"}, {"c"}}), "c");
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a"}, {"b"}}), "b");
}

TEST(DrainCap, RefusedConnectionsLeaveAnyway) {
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a", true}, {"b", true}}), "");
  EXPECT_EQ(kept_in({100, 100, 100, 100}, {{"a", true}, {"b", true}, {"c"}}), "c");
}

TEST(DrainCap, OfTwoRegionsOneMayLeave) {
  EXPECT_EQ(kept_in({900, 100}, {{"a"}}), "");
}

TEST(DrainCap, NeitherOneRegionNorAllOfThemAreKept) {
  EXPECT_EQ(kept_in({100}, {{"a"}}), "");
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a"}, {"b"}, {"c"}}), "");
}

TEST(DrainCap, OperatorsStatesAreNotCounted) {
  config::Config config = regions_with({100, 100, 100, 0});
  upstream_of(config, "c").state = config::UpstreamState::disabled;
  EXPECT_EQ(kept_in(*view_with(config, {{"a"}})), "");  // of two, one may go
}

TEST(DrainCap, TheLeastBadStay) {
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a"}, {"b", false, HealthReason::live_failures}}), "a");
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a", false, HealthReason::flapping, Health::held}, {"b"}}),
            "a");
  EXPECT_EQ(kept_in({300, 100, 200}, {{"a"}, {"b"}}), "a");
}

TEST(DrainCap, WhatWaitsForAnOperatorIsNotLetIn) {
  const Failing waits{"b", false, HealthReason::awaiting_operator, Health::held};
  EXPECT_EQ(kept_in({100, 100, 100}, {{"a"}, waits}), "a");
}

TEST(DrainCap, HoldsInsideEachFence) {
  config::Config config = regions_with({100, 100, 100, 100, 100, 100});
  add_fence(config, "west", {"DE"}, {"a", "b", "c"});
  EXPECT_EQ(kept_in(*view_with(config, {{"a"}, {"b"}})), "b");
}

TEST(DrainCap, KeptRegionsGoOnWithTheirShare) {
  const auto view = view_with(regions_with({100, 100, 100}), {{"a"}, {"b"}});
  int share = 0;
  for (std::uint32_t i = 0; i < 4000; ++i)
    share += decide_for(*view, client_in("DE", i * 7919)).candidate(0).region == "b" ? 1 : 0;
  EXPECT_NEAR(share, 2000, 150);
}

TEST(DrainCap, TheConfiguredPartCounts) {
  config::Config config = regions_with({100, 100, 100, 100});
  service_of(config).max_auto_out = 100;
  EXPECT_EQ(kept_in(*view_with(config, {{"a"}, {"b"}, {"c"}})), "");
  service_of(config).max_auto_out = 25;
  EXPECT_EQ(kept_in(*view_with(config, {{"a"}, {"b"}})), "b");
}

// Of what takes clients.
struct Tally {
  std::size_t open = 0;
  std::size_t serving = 0;
  std::uint64_t weight = 0;
  std::uint64_t removed = 0;
  std::uint64_t refused = 0;
  std::optional<std::uint64_t> lightest_kept;
};

Tally tally_of(const View& view) {
  Tally tally;
  for (const UpstreamView& upstream : view.services[0].upstreams) {
    if (upstream.weight == 0) continue;
    const bool serves = health::serves(upstream.health);
    ++tally.open;
    tally.weight += upstream.weight;
    tally.serving += serves ? 1 : 0;
    tally.removed += serves ? 0 : upstream.weight;
    tally.refused += upstream.refused ? upstream.weight : 0;
    if (upstream.health_reason != HealthReason::max_auto_out) continue;
    EXPECT_FALSE(upstream.refused);
    tally.lightest_kept =
        std::min<std::uint64_t>(tally.lightest_kept.value_or(upstream.weight), upstream.weight);
  }
  return tally;
}

config::Config random_weights(Random& random) {
  std::vector<std::uint32_t> weights(1 + random() % 8);
  for (auto& weight : weights) weight = static_cast<std::uint32_t>(random() % 4 * 50);
  config::Config config = regions_with(weights);
  service_of(config).max_auto_out = static_cast<std::uint32_t>(10 + random() % 91);
  return config;
}

// What must hold in every world: told a second time, from the definition.
TEST(DrainCapProperty, NeverRemovesMoreThanItMayAndNeverKeepsWithoutNeed) {
  Random random(test_seed());
  for (int world = 0; world < 1'000 && !HasFailure(); ++world) {
    config::Config config = random_weights(random);
    std::vector<Failing> failing;
    for (const auto& upstream : service_of(config).upstreams)
      if (random() % 2 == 0) failing.push_back({upstream.region, random() % 4 == 0});
    const auto view = view_with(config, failing);
    const Tally tally = tally_of(*view);
    const std::uint64_t allowed = tally.weight * service_of(config).max_auto_out;
    if (tally.open <= 2 || tally.serving == 0) {
      EXPECT_FALSE(tally.lightest_kept);
    } else {
      EXPECT_TRUE(tally.removed * 100 <= allowed || tally.removed == tally.refused);
    }
    if (tally.lightest_kept) {
      EXPECT_GT((tally.removed + *tally.lightest_kept) * 100, allowed);  // it could not leave
    }
    const auto again = view_with(shuffled(config, random), failing);
    EXPECT_EQ(kept_in(*again), kept_in(*view));
  }
}

}  // namespace
}  // namespace meridian::routing::test
