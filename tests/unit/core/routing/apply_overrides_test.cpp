#include "meridian/core/routing/apply_overrides.hpp"

#include <gtest/gtest.h>

#include "meridian/core/routing/explain.hpp"
#include "meridian/core/state/change.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

using config::UpstreamState;
using state::Kind;
using state::Target;

const Target kWeight{Kind::weight, "api", "eu"};
const Target kRegion{Kind::state, "", "eu"};
const Target kUpstream{Kind::state, "api", "eu"};
const Target kPrimary{Kind::primary, "api", ""};

state::Overrides with(const state::Overrides& before, const Target& target, state::Value value) {
  state::Change change;
  change.sets.emplace_back(target, std::move(value));
  change.reason = "disk swap";
  change.by = "alice";
  return state::apply(before, change).overrides;
}

config::Config weighted() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::weighted)};
  return config;
}

std::shared_ptr<const View> view_with(const state::Overrides& overrides,
                                      config::Config config = weighted(),
                                      const View* previous = nullptr) {
  ViewInputs inputs = inputs_of(topology_of(std::move(config)));
  inputs.overrides = resolve(overrides, *inputs.topology);
  return build_view(previous, inputs);
}

const UpstreamView& eu_of(const View& view) {
  return *view.find(view.topology->find("api", "eu")->id);
}

UpstreamState state_with(const state::Overrides& overrides, UpstreamState file) {
  config::Config config = weighted();
  upstream_of(config, "eu").state = file;
  return eu_of(*view_with(overrides, config)).state;
}

TEST(Overrides, WeightStandsInForTheFile) {
  EXPECT_EQ(eu_of(*view_with({})).weight, 100U);
  EXPECT_EQ(eu_of(*view_with(with({}, kWeight, 20U))).weight, 20U);
  const auto none = view_with(with({}, kWeight, 0U));
  for (std::uint32_t i = 0; i < 100; ++i)
    EXPECT_NE(order_of(decide_for(*none, client_in("DE", i))).substr(0, 2), "eu");
}

TEST(Overrides, StateOfAnUpstreamStandsInForTheFile) {
  const auto enabled = with({}, kUpstream, UpstreamState::enabled);
  EXPECT_EQ(state_with(enabled, UpstreamState::draining), UpstreamState::enabled);
  const auto disabled = with({}, kUpstream, UpstreamState::disabled);
  EXPECT_EQ(state_with(disabled, UpstreamState::enabled), UpstreamState::disabled);
}

TEST(Overrides, StricterOfRegionAndUpstreamCounts) {
  const auto draining = with({}, kRegion, UpstreamState::draining);
  EXPECT_EQ(state_with(draining, UpstreamState::enabled), UpstreamState::draining);
  EXPECT_EQ(state_with(draining, UpstreamState::disabled), UpstreamState::disabled);
  const auto both = with(draining, kUpstream, UpstreamState::enabled);
  EXPECT_EQ(state_with(both, UpstreamState::enabled), UpstreamState::draining);
  const auto stricter = with(draining, kUpstream, UpstreamState::disabled);
  EXPECT_EQ(state_with(stricter, UpstreamState::enabled), UpstreamState::disabled);
}

TEST(Overrides, RegionIsDisabledInEveryService) {
  config::Config config = weighted();
  config::Service other = service_of(config);
  other.id = "other";
  config.services.push_back(other);
  const auto view = view_with(with({}, kRegion, UpstreamState::disabled), config);
  for (const ServiceView& service : view->services) EXPECT_EQ(service.keeps, service.enabled);
  for (const ServiceView& service : view->services) EXPECT_NE(service.enabled, service.all);
}

TEST(Overrides, PrimaryMovesWhereTheServiceHasOne) {
  const auto moved = with({}, kPrimary, std::string("us"));
  config::Config config = weighted();
  EXPECT_EQ(view_with(moved, config)->services[0].primary, 0U);
  service_of(config).roles.primary = "eu";
  const auto view = view_with(moved, config);
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"), {}, "POST")), "us");
  EXPECT_NE(view->digest, view_with({}, config)->digest);
}

// A service that pins, with a deadline of an hour for regions that drain; changes are made at `at`.
struct Pinned {
  std::shared_ptr<const Topology> topology;
  state::StoreTime at{std::chrono::hours(400'000)};
  state::Overrides overrides;

  explicit Pinned(milliseconds deadline = std::chrono::hours(1)) {
    config::Config config = weighted();
    service_of(config).affinity.by = config::AffinityBy::cookie;
    service_of(config).affinity.drain_deadline = deadline;
    topology = topology_of(std::move(config));
  }
  void set(const Target& target, state::Value value) {
    state::Change change;
    change.sets.emplace_back(target, std::move(value));
    change.at = at;
    overrides = state::apply(overrides, change).overrides;
  }
  std::shared_ptr<const View> view(nanoseconds later) const {
    ViewInputs inputs = inputs_of(topology);
    inputs.overrides = resolve(overrides, *topology, at + later);
    return build_view(nullptr, inputs);
  }
  // Whether clients pinned to eu are served there.
  bool keeps(nanoseconds later) const {
    Client client = client_in("DE");
    client.pin = topology->find("api", "eu")->id;
    return decide_for(*view(later), client).reason == Reason::pinned;
  }
};

constexpr std::chrono::minutes kBefore{59};
constexpr std::chrono::minutes kAfter{60};

TEST(Overrides, PinsToADrainedRegionCountUntilTheDeadline) {
  for (const auto& [target, value] :
       std::vector<std::pair<Target, state::Value>>{{kRegion, UpstreamState::draining},
                                                    {kUpstream, UpstreamState::draining},
                                                    {kWeight, 0U}}) {
    Pinned pinned;
    pinned.set(target, value);
    EXPECT_TRUE(pinned.keeps(kBefore));
    EXPECT_FALSE(pinned.keeps(kAfter));
    EXPECT_EQ(next_pin_deadline(pinned.overrides, *pinned.topology, pinned.at + kBefore),
              pinned.at + kAfter);
    EXPECT_EQ(next_pin_deadline(pinned.overrides, *pinned.topology, pinned.at + kAfter),
              std::nullopt);
    EXPECT_NE(pinned.view(kBefore)->digest, pinned.view(kAfter)->digest);
    pinned.set(target, value.index() == 0 ? state::Value(50U) : UpstreamState::enabled);
    EXPECT_TRUE(pinned.keeps(kAfter));
  }
}

TEST(Overrides, WithoutADeadlinePinsToADrainedRegionCountAllTheirTime) {
  Pinned pinned(milliseconds(0));
  pinned.set(kRegion, UpstreamState::draining);
  EXPECT_TRUE(pinned.keeps(std::chrono::hours(1000)));
  EXPECT_EQ(next_pin_deadline(pinned.overrides, *pinned.topology, {}), std::nullopt);
}

TEST(Overrides, TheDeadlineIsOfTheFirstOfTwoChanges) {
  Pinned pinned;
  pinned.set(kWeight, 0U);
  pinned.at += std::chrono::minutes(30);
  pinned.set(kUpstream, UpstreamState::draining);
  EXPECT_TRUE(pinned.keeps(std::chrono::minutes(29)));
  EXPECT_FALSE(pinned.keeps(std::chrono::minutes(30)));
}

TEST(Overrides, ARegionThatTakesClientsKeepsItsPinsWhateverOtherChangesThereAre) {
  Pinned pinned;
  pinned.set(kWeight, 20U);
  EXPECT_TRUE(pinned.keeps(std::chrono::hours(1000)));
}

TEST(Overrides, ExplainTellsThatTheDeadlineIsOver) {
  Pinned pinned;
  pinned.set(kRegion, UpstreamState::draining);
  Client client = client_in("DE");
  client.pin = pinned.topology->find("api", "eu")->id;
  const auto told = explain(client, request_to(), *pinned.view(kAfter), {}, {});
  EXPECT_EQ(told.steps[2],
            "affinity: the client is pinned to eu, where the deadline of pins is over; it gets "
            "another region");
}

TEST(Overrides, OfWhatIsNotInTheConfigAreIdle) {
  auto overrides = with({}, {Kind::weight, "gone", "eu"}, 1U);
  overrides = with(overrides, {Kind::weight, "api", "mars"}, 1U);
  overrides = with(overrides, kPrimary, std::string("mars"));
  overrides = with(overrides, {Kind::state, "", "mars"}, UpstreamState::disabled);
  EXPECT_TRUE(resolve(overrides, *topology_of(weighted())).empty());
}

TEST(Overrides, MoveTheVersionAndTheDigestOnly) {
  const auto before = view_with({});
  const auto after = view_with(with({}, kWeight, 20U), weighted(), before.get());
  EXPECT_EQ(after->version, before->version + 1);
  EXPECT_NE(after->digest, before->digest);
  EXPECT_EQ(after->local_sequence, before->local_sequence);
}

TEST(Overrides, SameEffectHasTheSameDigest) {
  EXPECT_EQ(view_with(with({}, kWeight, 100U))->digest, view_with({})->digest);
}

TEST(Overrides, ExplainTellsWhoAndWhy) {
  auto overrides = with({}, kWeight, 20U);
  overrides = with(overrides, kRegion, UpstreamState::draining);
  const auto view = view_with(overrides);
  const Explanation told = explain(client_in("DE"), request_to(), *view, {}, {});
  for (const CandidateStory& story : told.candidates) {
    const bool eu = story.region == "eu";
    EXPECT_EQ(story.weight, eu ? 20U : 100U);
    EXPECT_EQ(story.weight_note, eu ? "override by alice: disk swap; file says 100" : "");
    EXPECT_EQ(story.state_note, eu ? "override by alice: disk swap; file says enabled" : "");
  }
}

}  // namespace
}  // namespace meridian::routing::test
