// Exploration by user traffic: who is drawn, and who never is.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

constexpr std::uint64_t kWindow = 2'900'000;

config::Config exploring(std::uint32_t ten_thousandths = 100) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  service_of(config).explore = ten_thousandths;
  return config;
}

Decision ask(const View& view, const Client& client, std::uint64_t window = kWindow,
             std::string_view method = "GET", std::span<const UpstreamId> tried = {}) {
  Request request = request_to();
  request.method = method;
  request.tried = tried;
  request.explore_window = window;
  return decide(client, request, view, {}, {});
}

// The first of the clients in Germany that explores.
Client explorer(const View& view) {
  for (std::uint32_t i = 0; i < 10'000; ++i)
    if (ask(view, client_in("DE", i)).reason == Reason::local_explore) return client_in("DE", i);
  ADD_FAILURE() << "nobody explores";
  return {};
}

TEST(Explore, TheConfiguredShareOfTheClientsMeasuresTheOtherRegionsAlike) {
  const auto view = view_of(exploring());
  std::map<std::string, int> by_region;
  constexpr int kAsking = 100'000;
  for (std::uint32_t i = 0; i < kAsking; ++i) {
    const Decision decision = ask(*view, client_in("DE", i));
    const bool explores = decision.reason == Reason::local_explore;
    ASSERT_EQ(explores, decision.candidate(0).region != "eu");
    if (explores) ++by_region[decision.candidate(0).region];
  }
  EXPECT_NEAR(by_region["us"] + by_region["ap"], kAsking / 100, kAsking / 1000);
  EXPECT_NEAR(by_region["us"], by_region["ap"], kAsking / 1000);
}

TEST(Explore, IsOffUnlessItIsConfigured) {
  const auto view = view_of(exploring(0));
  EXPECT_FALSE(view->explores);
  for (std::uint32_t i = 0; i < 10'000; ++i)
    ASSERT_EQ(ask(*view, client_in("DE", i)).candidate(0).region, "eu");
}

TEST(Explore, AClientExploresOneRegionForAWholeWindowAndThenOthersDo) {
  const auto view = view_of(exploring());
  const Client client = explorer(*view);
  const std::string region = ask(*view, client).candidate(0).region;
  for (int i = 0; i < 100; ++i) ASSERT_EQ(ask(*view, client).candidate(0).region, region);
  int windows = 0;
  for (std::uint64_t window = kWindow + 1; window <= kWindow + 1000; ++window)
    windows += ask(*view, client, window).reason == Reason::local_explore ? 1 : 0;
  EXPECT_NEAR(windows, 10, 9);
}

TEST(Explore, RequestsThatChangeSomethingAndRetriesDoNot) {
  const auto view = view_of(exploring());
  const Client client = explorer(*view);
  EXPECT_EQ(ask(*view, client, kWindow, "HEAD").reason, Reason::local_explore);
  for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    EXPECT_EQ(ask(*view, client, kWindow, method).candidate(0).region, "eu") << method;
  const std::array tried{view->services[0].upstreams[0].id};
  EXPECT_EQ(ask(*view, client, kWindow, "GET", tried).reason, Reason::retry);
  EXPECT_EQ(ask(*view, client, 0).candidate(0).region, "eu");
}

TEST(Explore, PinnedClientsDoNotAndExplorersGetNoPin) {
  config::Config config = exploring();
  service_of(config).affinity.by = config::AffinityBy::cookie;
  const auto topology = topology_of(config);
  const auto view = build_view(nullptr, inputs_of(topology));
  Client client = explorer(*view);
  EXPECT_FALSE(ask(*view, client).pins);
  client.pin = topology->find("api", "us")->id;
  EXPECT_EQ(ask(*view, client).reason, Reason::pinned);
  // Nor one whose region has left: it gets a new pin.
  const auto later = build_view(view.get(), inputs_of(topology, {"us"}));
  EXPECT_EQ(ask(*later, client).candidate(0).region, "eu");
  EXPECT_TRUE(ask(*later, client).pins);
}

TEST(Explore, NeverADegradedRegionNorInPanic) {
  const auto topology = topology_of(exploring());
  ViewInputs inputs = inputs_of(topology);
  for (health::UpstreamHealth& upstream : inputs.upstreams)
    if (upstream.id != topology->find("api", "eu")->id)
      upstream = {upstream.id, health::Health::degraded, health::HealthReason::slow_answers};
  ASSERT_EQ(inputs.upstreams.size(), 3U);
  const auto slow = build_view(nullptr, inputs);
  const auto panic = view_of(exploring(), {"eu", "us", "ap"});
  for (std::uint32_t i = 0; i < 2'000; ++i) {
    ASSERT_EQ(ask(*slow, client_in("DE", i)).candidate(0).region, "eu");
    ASSERT_EQ(ask(*panic, client_in("DE", i)).reason, Reason::panic_use_all);
  }
}

TEST(Explore, ExplainTellsInWhosePlaceARegionIsMeasured) {
  const auto view = view_of(exploring());
  const Client client = explorer(*view);
  Request request = request_to();
  request.explore_window = kWindow;
  const Explanation told = explain(client, request, *view, {}, {});
  EXPECT_EQ(told.decision.reason, Reason::local_explore);
  EXPECT_EQ(told.steps.back(), "explore: this client is drawn to measure " +
                                   told.decision.candidate(0).region + " in place of eu");
}

// Whatever else the policy says: exploration only changes who of those that may serve is first.
TEST(ExploreProperty, TheRegionsThatMayServeAndTheOrderOfTheOthersStay) {
  int explored = 0;
  for (int i = 0; i < 3000; ++i) {
    SCOPED_TRACE("MERIDIAN_TEST_SEED=" + std::to_string(test_seed()) + ", world " +
                 std::to_string(i));
    Random random(test_seed() + static_cast<std::uint64_t>(i));
    RandomWorld world = random_world(random);
    service_of(world.config).explore = 10'000;  // more than a config may say: every draw hits
    const auto view = view_of(world.config, world.out);
    for (int c = 0; c < 16; ++c) {
      const Client client = random_client(random, *view);
      const Decision plain = ask(*view, client, 0);
      const Decision decision = ask(*view, client, 1 + random() % 1'000'000);
      ASSERT_EQ(plain.outcome, decision.outcome);
      if (decision.reason != Reason::local_explore) {
        ASSERT_EQ(order_of(plain), order_of(decision));
        continue;
      }
      ++explored;
      const auto names = [](const Decision& of, std::string_view without) {
        std::vector<std::string> regions;
        for (std::size_t at = 0; at < of.count; ++at)
          if (of.candidate(at).region != without) regions.push_back(of.candidate(at).region);
        return regions;
      };
      const std::string& first = decision.candidate(0).region;
      ASSERT_EQ(names(plain, first), names(decision, first));
      ASSERT_EQ(plain.count, decision.count);
      ASSERT_FALSE(decision.pins);
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(explored, 3000);
}

}  // namespace
}  // namespace meridian::routing::test
