#include "meridian/core/replay/saved_view.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/unit/core/routing/world.hpp"

namespace meridian::replay {
namespace {

using namespace routing::test;
using nlohmann::json;
using routing::View;
using testing::HasSubstr;

constexpr std::uint64_t kRun = 0x00062f1a3b4c5d6e;
constexpr int kWorlds = 300;
constexpr int kClients = 1000;

// The same config in another process, where everything has another number.
std::shared_ptr<const routing::Topology> another_run(const config::Config& config) {
  config::Config before = three_regions();
  before.services[0].id = "zzz";
  return topology_of(config, topology_of(before).get());
}

// What clients want of one upstream.
routing::Demand random_demand(const routing::UpstreamNode& node, const routing::Topology& topology,
                              Random& random) {
  routing::Demand demand{node.id, {}, {}};
  for (double& rate : demand.by_cost) rate = static_cast<double>(random() % 1000) / 7;
  for (const auto& other : topology.upstreams())
    demand.by_next.emplace_back(other.id, static_cast<double>(random() % 1000) / 3);
  return demand;
}

// What operators changed in one upstream.
routing::AppliedOverride random_override(const routing::UpstreamNode& node, Random& random) {
  routing::AppliedOverride applied;
  applied.id = node.id;
  applied.weight = static_cast<std::uint32_t>(random() % 1001);
  applied.weight_note = "override by alice: weight";
  if (random() % 2 == 0) {
    applied.state = static_cast<config::UpstreamState>(random() % 3);
    applied.state_note = "override by bob: state";
  }
  applied.primary = random() % 4 == 0;
  applied.pins_ended = random() % 2 == 0;
  return applied;
}

// The same world with latencies that some regions have, from either source, with demand and with
// overrides.
routing::ViewInputs measured(routing::ViewInputs inputs, Random& random) {
  for (const auto& node : inputs.topology->upstreams()) {
    latency::UpstreamLatency row{node.id};
    const auto reading = [&] {
      return latency::Reading{microseconds(random() % 200'000), microseconds(random() % 200'000),
                              random() % 1000, Instant{}};
    };
    if (random() % 4 != 0) row.own = reading();
    if (random() % 2 != 0) {
      row.nearest_edge = reading();
      row.edge = "edge-2";
    }
    inputs.latency.push_back(row);
    inputs.demand.push_back(random_demand(node, *inputs.topology, random));
    if (random() % 3 == 0) inputs.overrides.push_back(random_override(node, random));
  }
  std::sort(inputs.latency.begin(), inputs.latency.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(inputs.demand.begin(), inputs.demand.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  std::sort(inputs.overrides.begin(), inputs.overrides.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return inputs;
}

// With all that health can say: what is out may be kept in by the cap, the rest ramps, is degraded
// or held.
routing::ViewInputs judged(routing::ViewInputs inputs, Random& random) {
  using health::Health;
  using health::HealthReason;
  for (health::UpstreamHealth& upstream : inputs.upstreams) {
    if (upstream.health == Health::out) {
      upstream.refused = random() % 2 == 0;
      continue;
    }
    const auto kind = random() % 8;
    if (kind == 0) upstream.ramp_percent = static_cast<std::uint32_t>(1 + random() % 10) * 10;
    if (kind == 1)
      upstream.health = Health::degraded, upstream.reason = HealthReason::gateway_errors;
    if (kind == 2) upstream.health = Health::held, upstream.reason = HealthReason::flapping;
    if (kind == 3)
      upstream.health = Health::held, upstream.reason = HealthReason::awaiting_operator;
  }
  return inputs;
}

// Upstreams have other numbers in another run.
std::optional<UpstreamId> same_in(const View& view, std::optional<UpstreamId> id, const View& of) {
  if (!id || index_of(*id) >= of.by_upstream.size()) return std::nullopt;
  const auto [service, region] = of.topology->upstream_name(*id);
  const auto* node = view.topology->find(service, region);
  return node == nullptr ? std::nullopt : std::optional(node->id);
}

void expect_same_decisions(const View& a, const View& b, Random& random) {
  for (int i = 0; i < kClients; ++i) {
    const routing::Client client = random_client(random, a);
    routing::Client again = client;
    again.pin = same_in(b, client.pin, a);
    const char* method = i % 4 == 0 ? "POST" : "GET";
    const auto before = decide_for(a, client, {}, method);
    const auto after = decide_for(b, again, {}, method);
    ASSERT_EQ(order_of(before), order_of(after));
    ASSERT_EQ(before.reason, after.reason);
    ASSERT_EQ(before.status, after.status);
  }
}

TEST(SavedView, DecidesAsTheOriginalInRandomWorlds) {
  for (int i = 0; i < kWorlds && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(test_seed()) + ", world " +
                 std::to_string(i));
    Random random(test_seed() + static_cast<std::uint64_t>(i));
    const RandomWorld world = random_world(random);
    const auto topology = topology_of(world.config);
    // Half of the regions are lost first, then those of the world: memory matters to panic.
    std::vector<std::string> lost;
    for (const auto& node : topology->upstreams())
      if (random() % 2 == 0) lost.push_back(node.region);
    const auto first = build_view(nullptr, inputs_of(topology, lost));
    const auto second = build_view(first.get(), inputs_of(topology));
    const auto view = build_view(random() % 2 == 0 ? first.get() : second.get(),
                                 judged(measured(inputs_of(topology, world.out), random), random));
    const auto restored = restore_view(save_view(*view, kRun), another_run(world.config));
    ASSERT_TRUE(restored) << restored.error().context;
    EXPECT_EQ((*restored)->digest, view->digest);
    EXPECT_EQ((*restored)->local_digest, view->local_digest);
    EXPECT_EQ((*restored)->version, view->version);
    EXPECT_EQ((*restored)->local_sequence, view->local_sequence);
    expect_same_decisions(*view, **restored, random);
    EXPECT_EQ(save_view(**restored, kRun), save_view(*view, kRun));
  }
}

TEST(SavedView, KeepsWhoWasGoodLast) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::last_good;
  service_of(config).steps = {step_of(config::StepType::priority)};
  const auto topology = topology_of(config);
  const auto all = build_view(nullptr, inputs_of(topology));
  const auto two = build_view(all.get(), inputs_of(topology, {"eu"}));
  const auto none = build_view(two.get(), inputs_of(topology, {"ap", "eu", "us"}));
  const auto restored = restore_view(save_view(*none, kRun), another_run(config)).value();
  for (std::uint32_t i = 0; i < 100; ++i) {
    const auto decision = decide_for(*restored, client_in("DE", i));
    EXPECT_EQ(decision.reason, routing::Reason::panic_last_good);
    EXPECT_EQ(order_of(decision), order_of(decide_for(*none, client_in("DE", i))));
    EXPECT_THAT(order_of(decision), testing::Not(HasSubstr("eu")));
  }
}

TEST(SavedView, KeepsEndpointsThatAreOut) {
  const config::Config config = three_regions();
  const auto topology = topology_of(config);
  routing::ViewInputs inputs = inputs_of(topology);
  inputs.endpoints.push_back(
      {topology->find("api", "eu")->endpoints[0].id, health::Health::out, {}, {}});
  const auto view = build_view(nullptr, inputs);
  const auto restored = restore_view(save_view(*view, kRun), another_run(config)).value();
  EXPECT_TRUE(restored->services[0].upstreams[1].endpoints[0].out);
  EXPECT_FALSE(restored->services[0].upstreams[0].endpoints[0].out);
}

TEST(SavedView, IsSmallAndSaysWhoseItIs) {
  const auto view = view_of(three_regions());
  const std::string text = save_view(*view, kRun);
  EXPECT_LT(text.size(), 800U);
  const auto head = read_saved_head(text);
  ASSERT_TRUE(head);
  EXPECT_EQ(head->name, (ViewName{kRun, 1, 1}));
  EXPECT_EQ(head->config, config_digest(""));
  EXPECT_THAT(text, testing::Not(HasSubstr("127.0.0.1")));  // no addresses
}

class DamagedView : public testing::Test {
 protected:
  DamagedView() : document_(json::parse(save_view(*view_of(three_regions(), {"us"}), kRun))) {}
  std::string error() const {
    const auto restored = restore_view(document_.dump(), topology_of(three_regions()));
    return restored ? "" : restored.error().context;
  }
  json document_;
};

TEST_F(DamagedView, IsRefusedWithWhatIsWrong) {
  EXPECT_EQ(error(), "");
  const json whole = document_;
  document_["format"] = 3;
  EXPECT_THAT(error(), HasSubstr("has format 3, this program reads 2"));
  document_ = whole;
  document_["config"] = "0000000000000001";
  EXPECT_THAT(error(), HasSubstr("another config, config-0000000000000001.yaml"));
  document_ = whole;
  document_.erase("digest");
  EXPECT_THAT(error(), HasSubstr("is missing"));
  document_ = whole;
  document_["upstreams"][0]["region"] = "moon";
  EXPECT_THAT(error(), HasSubstr("the config has no upstream api/moon"));
  document_ = whole;
  document_["upstreams"][0]["health"] = "tired";
  EXPECT_THAT(error(), HasSubstr("no health"));
  document_ = whole;
  document_["upstreams"].push_back(document_["upstreams"][0]);
  EXPECT_THAT(error(), HasSubstr("twice"));
  document_ = whole;
  document_["endpoints_out"] = json::array({{{"service", "api"}, {"region", "eu"}}});
  EXPECT_THAT(error(), HasSubstr("no endpoint"));
}

TEST_F(DamagedView, IsRefusedWhereItWouldDecideOtherwise) {
  document_["upstreams"][0]["health"] = "out";
  EXPECT_THAT(error(), HasSubstr("makes another view"));
}

TEST_F(DamagedView, IsRefusedWhateverTheTypesAre) {
  const auto topology = topology_of(three_regions());
  for (const char* text : {"", "7", "[]", "{}", "{\"format\":1}", "{\"format\":\"1\"}", "null",
                           "{\"format\":1,\"upstreams\":[1]}"})
    EXPECT_FALSE(restore_view(text, topology)) << text;
  const json whole = document_;
  for (const auto& [key, value] : whole.items()) {
    document_[key] = json::array({1, nullptr});
    EXPECT_NE(error(), "") << key;
    document_ = whole;
  }
}

TEST(ViewFileName, ReadsBackWhatItWrites) {
  const ViewName name{kRun, 12, 345};
  EXPECT_EQ(view_file_name(name), "12-345-00062f1a3b4c5d6e.json");
  EXPECT_EQ(parse_view_file_name(view_file_name(name)), name);
  for (const char* other : {"", ".json", "1-2.json", "1-2-3.json", "config-00062f1a3b4c5d6e.yaml",
                            "12-345-00062f1a3b4c5d6e.json.new", "-1-2-00062f1a3b4c5d6e.json"})
    EXPECT_FALSE(parse_view_file_name(other)) << other;
}

TEST(ViewFileName, OrdersByProcessThenByTime) {
  EXPECT_LT((ViewName{1, 9, 9}), (ViewName{2, 1, 1}));
  EXPECT_LT((ViewName{1, 1, 9}), (ViewName{1, 2, 9}));
  EXPECT_LT((ViewName{1, 2, 9}), (ViewName{1, 2, 10}));
}

}  // namespace
}  // namespace meridian::replay
