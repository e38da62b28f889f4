// What must hold in every world: over random configurations, clients and states.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

constexpr int kWorlds = 10'000;
constexpr int kClients = 64;

template <class Values, class Value>
bool has(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// The fence rule told a second time, as plainly as possible and from the config alone.
enum class Told { outside, inside, undecided };
Told told(const config::Fence& fence, const geo::Place& place, const View& view) {
  const geo::CountryFacts* facts = geo::facts_of(place.country);
  if (place.country.known() && has(fence.countries, place.country)) return Told::inside;
  if (facts != nullptr && facts->eu && has(fence.groups, config::Group::EU)) return Told::inside;
  if (has(fence.continents, place.continent)) return Told::inside;
  if (has(fence.asns, place.asn)) return Told::inside;
  if (place.tag != 0 && has(fence.tags, view.locator.tags().name(place.tag))) return Told::inside;
  const auto subdivision = view.locator.subdivisions().name(place.subdivision);
  if (place.subdivision != 0 && has(fence.subdivisions, subdivision)) return Told::inside;
  if (!place.country.known()) return Told::undecided;
  if (!fence.asns.empty() && place.asn == 0) return Told::undecided;
  const auto in_country = [&](const std::string& name) {
    return std::string_view(name).substr(0, 2) == place.country.code();
  };
  const bool subdivided =
      std::any_of(fence.subdivisions.begin(), fence.subdivisions.end(), in_country);
  return subdivided && !place.subdivision_known ? Told::undecided : Told::outside;
}

bool may_serve(const std::vector<config::Fence>& fences, const std::vector<Told>& answers,
               const std::string& region) {
  for (std::size_t i = 0; i < fences.size(); ++i) {
    if (answers[i] == Told::inside && !has(fences[i].regions, region)) return false;
    if (answers[i] == Told::undecided && fences[i].unknown == config::UnknownPlace::deny)
      return false;
  }
  return true;
}

bool takes_clients(const config::Upstream& upstream) {
  return upstream.state == config::UpstreamState::enabled && upstream.weight > 0;
}

// The upstream that the client is pinned to; null: none, or the service does not pin.
const config::Upstream* pin_of(const RandomWorld& world, const View& view, const Client& client) {
  const config::Service& service = world.config.services[0];
  if (!client.pin || service.affinity.by != config::AffinityBy::cookie) return nullptr;
  for (const config::Upstream& upstream : service.upstreams)
    if (upstream.region == view.find(*client.pin)->region) return &upstream;
  return nullptr;
}

// The regions that may serve, as sorted names, by the rules alone.
std::vector<std::string> expected_set(const RandomWorld& world, const View& view,
                                      const Client& client, std::string_view method) {
  const std::string& primary = world.config.services[0].roles.primary;
  const bool writes = method == "POST" && !primary.empty();
  std::vector<Told> answers;
  for (const config::Fence& fence : world.config.fences)
    answers.push_back(told(fence, client.place, view));
  std::vector<std::string> allowed;
  std::vector<std::string> healthy;
  for (const config::Upstream& upstream : world.config.services[0].upstreams) {
    if (!takes_clients(upstream) || (writes && upstream.region != primary)) continue;
    if (!may_serve(world.config.fences, answers, upstream.region)) continue;
    allowed.push_back(upstream.region);
    if (!has(world.out, upstream.region)) healthy.push_back(upstream.region);
  }
  const config::Upstream* kept = writes ? nullptr : pin_of(world, view, client);
  if (kept != nullptr && kept->state != config::UpstreamState::disabled &&
      may_serve(world.config.fences, answers, kept->region) && !has(world.out, kept->region) &&
      !has(healthy, kept->region))
    healthy.push_back(kept->region);
  const bool panic = healthy.empty();
  const bool refuses = writes || world.config.services[0].panic == config::Panic::refuse;
  auto& expected = panic && !refuses ? allowed : healthy;
  std::sort(expected.begin(), expected.end());
  return expected;
}

std::vector<std::string> sorted_regions(const Decision& decision) {
  std::vector<std::string> regions;
  if (decision.outcome != Outcome::forward) return regions;
  for (std::size_t i = 0; i < decision.count; ++i) regions.push_back(decision.candidate(i).region);
  std::sort(regions.begin(), regions.end());
  return regions;
}

template <class Check>
void for_each_case(Check check) {
  const std::uint64_t seed = test_seed();
  for (int i = 0; i < kWorlds && !testing::Test::HasFailure(); ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(seed) + ", world " + std::to_string(i));
    Random random(seed + static_cast<std::uint64_t>(i));
    const RandomWorld world = random_world(random);
    const auto view = view_of(world.config, world.out);
    std::vector<Client> clients;
    for (int c = 0; c < kClients; ++c) clients.push_back(random_client(random, *view));
    check(world, *view, clients, random);
  }
}

TEST(RoutingProperties, ServesAndAdmitsExactlyWhatFenceRoleOperatorHealthAndPanicLeave) {
  for_each_case(
      [](const RandomWorld& world, const View& view, const auto& clients, Random& random) {
        for (const Client& client : clients) {
          const std::string_view method = random() % 2 == 0 ? "GET" : "POST";
          const auto expected = expected_set(world, view, client, method);
          ASSERT_EQ(sorted_regions(decide_for(view, client, {}, method)), expected);
          std::vector<std::string> admitted;  // upstreams of a view are sorted by region
          for (const UpstreamView& upstream : view.services[0].upstreams)
            if (admit(view, upstream.id, client, method)) admitted.push_back(upstream.region);
          ASSERT_EQ(admitted, expected);
        }
      });
}

TEST(RoutingProperties, APinThatMayServeServes) {
  int served = 0;
  for_each_case([&](const RandomWorld& world, const View& view, const auto& clients, Random&) {
    for (const Client& client : clients) {
      const config::Upstream* pin = pin_of(world, view, client);
      const Decision decision = decide_for(view, client);
      const bool may = pin != nullptr && has(expected_set(world, view, client, "GET"), pin->region);
      if (!may) {
        ASSERT_NE(decision.reason, Reason::pinned);
        continue;
      }
      ASSERT_EQ(decision.candidate(0).region, pin->region);
      ASSERT_TRUE(decision.pins);
      ++served;
    }
  });
  EXPECT_GT(served, kWorlds);
}

TEST(RoutingProperties, RetryGoesToTheNextCandidate) {
  for_each_case([](const RandomWorld&, const View& view, const auto& clients, Random&) {
    for (const Client& client : clients) {
      const Decision first = decide_for(view, client);
      if (first.outcome != Outcome::forward) continue;
      const std::array tried{first.candidate(0).id};
      const Decision second = decide_for(view, client, tried);
      if (first.count == 1) {
        ASSERT_EQ(second.reason, Reason::tried_all);
        continue;
      }
      ASSERT_EQ(second.reason, Reason::retry);
      ASSERT_EQ(order_of(first), first.candidate(0).region + " " + order_of(second));
    }
  });
}

TEST(RoutingProperties, DoNotDependOnTheOrderInTheFile) {
  for_each_case(
      [](const RandomWorld& world, const View& view, const auto& clients, Random& random) {
        const auto other = view_of(shuffled(world.config, random), world.out);
        ASSERT_EQ(view.digest, other->digest);
        for (const Client& client : clients) {
          const Decision a = decide_for(view, client);
          const Decision b = decide_for(*other, client);
          ASSERT_EQ(order_of(a), order_of(b));
          ASSERT_EQ(a.reason, b.reason);
        }
      });
}

TEST(RoutingProperties, ExplainIsTheServingDecision) {
  for_each_case([](const RandomWorld&, const View& view, const auto& clients, Random&) {
    for (std::size_t i = 0; i < 4; ++i) {
      const Decision decision = decide_for(view, clients[i]);
      const Explanation story = explain(clients[i], request_to(), view, {}, {});
      ASSERT_EQ(order_of(decision), order_of(story.decision));
      ASSERT_EQ(decision.reason, story.decision.reason);
      ASSERT_EQ(decision.status, story.decision.status);
      ASSERT_EQ(story.candidates.size(), view.services[0].upstreams.size());
    }
  });
}

// R8. An edge of this world, with a place, latencies and health of its own.
std::shared_ptr<const View> another_edge(const RandomWorld& world, Random& random) {
  config::Config config = world.config;
  config.edge.id = "edge-" + std::to_string(random() % 1000);
  config.edge.location = geo::Coordinates{static_cast<double>(random() % 90), 8.7};
  std::vector<std::string> out;
  for (const config::Upstream& upstream : config.services[0].upstreams)
    if (random() % 8 == 0) out.push_back(upstream.region);
  ViewInputs inputs =
      inputs_of(topology_of(std::move(config)), random() % 8 == 0 ? world.out : out);
  for (const UpstreamNode& node : inputs.topology->upstreams()) {
    latency::UpstreamLatency row;
    row.id = node.id;
    const microseconds measured(random() % 200'000);
    if (random() % 4 != 0) row.own = latency::Reading{measured, measured, 100, Instant{}};
    inputs.latency.push_back(row);
  }
  for (health::UpstreamHealth& upstream : inputs.upstreams) {
    if (upstream.health == health::Health::out || random() % 8 != 0) continue;
    if (random() % 2 == 0)
      upstream.ramp_percent = static_cast<std::uint32_t>(10 + random() % 90);
    else
      upstream = {upstream.id, health::Health::degraded, health::HealthReason::slow_answers};
  }
  return build_view(nullptr, inputs);
}

// Panic rests on what the edge itself sees of all regions, without a region that has left for it.
bool rests_on_local_facts(const Explanation& told) {
  const auto is_local = [](Reason reason) {
    return to_string(reason).starts_with("local_") || to_string(reason).starts_with("panic_");
  };
  return is_local(told.decision.reason) ||
         std::any_of(told.candidates.begin(), told.candidates.end(),
                     [&](const CandidateStory& story) { return is_local(story.reason); });
}

using Edges = std::vector<std::shared_ptr<const View>>;

// Returns how many edges had no local reason, and were compared.
int compare_edges(const Edges& edges, const Client& client) {
  std::vector<std::string> regions;
  for (const auto& edge : edges) {
    const Explanation told = explain(client, request_to(), *edge, {}, {});
    if (rests_on_local_facts(told)) continue;
    const bool served = told.decision.outcome == Outcome::forward;
    regions.push_back(served ? told.decision.candidate(0).region : "none");
    EXPECT_EQ(regions.back(), regions.front()) << to_string(told.decision.reason);
  }
  return static_cast<int>(regions.size());
}

TEST(RoutingProperties, EdgesOfOneVersionAgreeWhereNoReasonIsLocal) {
  constexpr int kSharedWorlds = 1000;
  constexpr int kEdges = 20;
  constexpr int kAsking = 8;
  int compared = 0;
  for (int i = 0; i < kSharedWorlds && !HasFailure(); ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(test_seed()) + ", world " +
                 std::to_string(i));
    Random random(test_seed() + static_cast<std::uint64_t>(i));
    const RandomWorld world = random_world(random);
    Edges edges;
    for (int e = 0; e < kEdges; ++e) edges.push_back(another_edge(world, random));
    for (const auto& edge : edges) ASSERT_EQ(edge->digest, edges[0]->digest);
    for (int c = 0; c < kAsking; ++c)
      compared += compare_edges(edges, random_client(random, *edges[0]));
  }
  // Some of both kinds.
  EXPECT_GT(compared, kSharedWorlds * kEdges / 2);
  EXPECT_LT(compared, kSharedWorlds * kEdges * kAsking * 3 / 4);
}

// Shares and movement.

constexpr int kShareWorlds = 20;
constexpr std::uint32_t kKeys = 100'000;

struct Weights {
  std::vector<std::uint32_t> by_region;
  double total() const {
    double sum = 0;
    for (const auto w : by_region) sum += w;
    return sum;
  }
};

Weights random_weights(Random& random) {
  Weights weights;
  for (std::size_t i = 2 + random() % 6; i > 0; --i)
    weights.by_region.push_back(static_cast<std::uint32_t>(10 + random() % 990));
  return weights;
}

std::shared_ptr<const View> weighted_view(const Weights& weights) {
  config::Config config = three_regions();
  config::Service& service = service_of(config);
  const config::Upstream pattern = service.upstreams[0];
  service.steps = {step_of(config::StepType::weighted)};
  service.upstreams.clear();
  for (std::size_t i = 0; i < weights.by_region.size(); ++i) {
    config::Upstream upstream = pattern;
    upstream.region = "r" + std::to_string(i);
    upstream.weight = weights.by_region[i];
    service.upstreams.push_back(upstream);
  }
  return view_of(std::move(config));
}

// Index of the region of every client. Regions are r0..r9, so candidate number = index.
std::vector<std::uint8_t> choices(const View& view) {
  std::vector<std::uint8_t> chosen;
  chosen.reserve(kKeys);
  for (std::uint32_t key = 0; key < kKeys; ++key)
    chosen.push_back(decide_for(view, client_in("", key)).order[0]);
  return chosen;
}

double moved(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += a[i] != b[i] ? 1 : 0;
  return static_cast<double>(count) / static_cast<double>(a.size());
}

double total_variation(const Weights& a, const Weights& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.by_region.size(); ++i)
    sum += std::abs(a.by_region[i] / a.total() - b.by_region[i] / b.total());
  return sum / 2;
}

template <class Check>
void for_each_weighted_world(Check check) {
  for (int i = 0; i < kShareWorlds; ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(test_seed()) + ", world " +
                 std::to_string(i));
    Random random(test_seed() + static_cast<std::uint64_t>(i));
    const Weights weights = random_weights(random);
    check(weights, choices(*weighted_view(weights)), random);
  }
}

TEST(RoutingProperties, SharesFollowTheWeightsWithinOnePoint) {
  for_each_weighted_world([](const Weights& weights, const auto& chosen, Random&) {
    for (std::size_t region = 0; region < weights.by_region.size(); ++region) {
      const auto count =
          std::count(chosen.begin(), chosen.end(), static_cast<std::uint8_t>(region));
      EXPECT_NEAR(static_cast<double>(count) / kKeys, weights.by_region[region] / weights.total(),
                  0.01);
    }
  });
}

TEST(RoutingProperties, OneChangedWeightMovesNoMoreThanItHasTo) {
  for_each_weighted_world([](const Weights& weights, const auto& chosen, Random& random) {
    Weights changed = weights;
    changed.by_region[random() % changed.by_region.size()] =
        static_cast<std::uint32_t>(1 + random() % 1000);
    const double share = moved(chosen, choices(*weighted_view(changed)));
    EXPECT_LE(share, total_variation(weights, changed) + 0.005);
  });
}

TEST(RoutingProperties, SeveralChangedWeightsMoveNoMoreThanTheBound) {
  for_each_weighted_world([](const Weights& weights, const auto& chosen, Random& random) {
    Weights changed = weights;
    for (auto& weight : changed.by_region) weight = static_cast<std::uint32_t>(1 + random() % 1000);
    const double tv = total_variation(weights, changed);
    EXPECT_LE(moved(chosen, choices(*weighted_view(changed))), 2 * tv / (1 + tv) + 0.005);
  });
}

TEST(RoutingProperties, ARemovedRegionMovesOnlyItsOwnClients) {
  for_each_weighted_world([](const Weights& weights, const auto& chosen, Random& random) {
    const auto removed = static_cast<std::uint8_t>(random() % weights.by_region.size());
    Weights changed = weights;
    changed.by_region[removed] = 0;
    const auto after = choices(*weighted_view(changed));
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      if (chosen[i] != removed) {
        ASSERT_EQ(chosen[i], after[i]);
      }
      ASSERT_NE(after[i], removed);
    }
  });
}

}  // namespace
}  // namespace meridian::routing::test
