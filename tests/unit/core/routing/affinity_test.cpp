// Stage 7: pins, and what of the other stages stands above them.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config pinning() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  service_of(config).affinity.by = config::AffinityBy::cookie;
  return config;
}

Client pinned(Client client, const View& view, std::string_view region) {
  client.pin = view.topology->find("api", region)->id;
  return client;
}

TEST(Affinity, APinGoesBeforeEveryStep) {
  const auto view = view_of(pinning());
  const Decision decision = decide_for(*view, pinned(client_in("DE"), *view, "ap"));
  EXPECT_EQ(order_of(decision), "ap eu us");
  EXPECT_EQ(decision.reason, Reason::pinned);
  EXPECT_TRUE(decision.pins);
}

TEST(Affinity, WithoutAPinTheStepsDecideAndTheAnswerIsPinned) {
  const auto view = view_of(pinning());
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "eu us ap");
  EXPECT_EQ(decision.reason, Reason::nearest);
  EXPECT_TRUE(decision.pins);
}

TEST(Affinity, APinToARegionThatIsOutDoesNotCount) {
  const auto view = view_of(pinning(), {"ap"});
  const Client client = pinned(client_in("DE"), *view, "ap");
  const Decision decision = decide_for(*view, client);
  EXPECT_EQ(order_of(decision), "eu us");
  EXPECT_EQ(decision.reason, Reason::nearest);
  EXPECT_FALSE(admit(*view, *client.pin, client, "GET"));
}

TEST(Affinity, DrainingAndWeightZeroKeepTheirOwnAndTakeNobodyNew) {
  config::Config config = pinning();
  upstream_of(config, "ap").state = config::UpstreamState::draining;
  upstream_of(config, "us").weight = 0;
  const auto view = view_of(config);
  for (const std::string region : {"ap", "us"}) {
    const Client client = pinned(client_in("DE"), *view, region);
    EXPECT_EQ(order_of(decide_for(*view, client)), region + " eu");
    EXPECT_TRUE(admit(*view, *client.pin, client, "GET"));
    EXPECT_FALSE(admit(*view, *client.pin, client_in("DE"), "GET"));
  }
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "eu");
}

TEST(Affinity, ADrainingRegionServesItsOwnWhereNothingElseDoes) {
  config::Config config = pinning();
  for (auto& upstream : service_of(config).upstreams)
    upstream.state = config::UpstreamState::draining;
  const auto view = view_of(config);
  EXPECT_EQ(order_of(decide_for(*view, pinned(client_in("DE"), *view, "us"))), "us");
  EXPECT_EQ(decide_for(*view, client_in("DE")).reason, Reason::no_region);
}

TEST(Affinity, DisabledKeepsNobody) {
  config::Config config = pinning();
  upstream_of(config, "ap").state = config::UpstreamState::disabled;
  const auto view = view_of(config);
  const Client client = pinned(client_in("DE"), *view, "ap");
  EXPECT_EQ(order_of(decide_for(*view, client)), "eu us");
  EXPECT_FALSE(admit(*view, *client.pin, client, "GET"));
}

TEST(Affinity, NoPinLeadsOutOfAFence) {
  config::Config config = pinning();
  add_fence(config, "residency", {"DE"}, {"eu"});
  const auto view = view_of(config);
  const Client client = pinned(client_in("DE"), *view, "us");
  EXPECT_EQ(order_of(decide_for(*view, client)), "eu");
  EXPECT_FALSE(admit(*view, *client.pin, client, "GET"));
}

TEST(Affinity, PanicRestoresOnlyWhatHealthTook) {
  config::Config config = pinning();
  upstream_of(config, "ap").state = config::UpstreamState::draining;
  const auto all_out = view_of(config, {"eu", "us", "ap"});
  const Decision panic = decide_for(*all_out, pinned(client_in("DE"), *all_out, "ap"));
  EXPECT_EQ(order_of(panic), "eu us");
  EXPECT_EQ(panic.reason, Reason::panic_use_all);
  const auto one_left = view_of(config, {"eu", "us"});
  const Decision kept = decide_for(*one_left, pinned(client_in("DE"), *one_left, "ap"));
  EXPECT_EQ(order_of(kept), "ap");
  EXPECT_EQ(kept.reason, Reason::pinned);
}

TEST(Affinity, APinHoldsInPanicWhereItsRegionIsBroughtBack) {
  const auto view = view_of(pinning(), {"eu", "us", "ap"});
  const Decision decision = decide_for(*view, pinned(client_in("DE"), *view, "us"));
  EXPECT_EQ(order_of(decision), "us eu ap");
  EXPECT_EQ(decision.reason, Reason::panic_use_all);
}

TEST(Affinity, WritesThatTheRoleDivertsNeitherUseNorChangeAPin) {
  config::Config config = pinning();
  service_of(config).roles.primary = "eu";
  const auto view = view_of(config);
  const Client client = pinned(client_in("DE"), *view, "ap");
  const Decision write = decide_for(*view, client, {}, "POST");
  EXPECT_EQ(order_of(write), "eu");
  EXPECT_EQ(write.reason, Reason::primary);
  EXPECT_FALSE(write.pins);
  EXPECT_FALSE(admit(*view, *client.pin, client, "POST"));
  const Decision read = decide_for(*view, client);
  EXPECT_EQ(order_of(read), "ap eu us");
  EXPECT_TRUE(read.pins);
}

TEST(Affinity, ADrainingPrimaryTakesNoWriteOfAPinnedClient) {
  config::Config config = pinning();
  service_of(config).roles.primary = "eu";
  upstream_of(config, "eu").state = config::UpstreamState::draining;
  const auto view = view_of(config);
  const Client client = pinned(client_in("DE"), *view, "eu");
  EXPECT_EQ(decide_for(*view, client, {}, "POST").reason, Reason::no_primary);
  EXPECT_EQ(order_of(decide_for(*view, client)), "eu us ap");
}

TEST(Affinity, ARetryGoesFromThePinToTheNextRegion) {
  const auto view = view_of(pinning());
  const Client client = pinned(client_in("DE"), *view, "ap");
  const std::array tried{*client.pin};
  const Decision decision = decide_for(*view, client, tried);
  EXPECT_EQ(order_of(decision), "eu us");
  EXPECT_EQ(decision.reason, Reason::retry);
  EXPECT_TRUE(decision.pins);
}

TEST(Affinity, CapacityMovesNoPinnedClients) {
  config::Config config = pinning();
  service_of(config).steps.push_back(step_of(config::StepType::capacity));
  upstream_of(config, "eu").capacity.target = 10;
  ViewInputs inputs = inputs_of(topology_of(config));
  const auto id_of = [&](std::string_view region) {
    return inputs.topology->find("api", region)->id;
  };
  Demand demand;
  demand.id = id_of("eu");
  demand.by_cost.fill(100);
  demand.by_next = {{id_of("us"), 1000}};
  inputs.demand = {demand};
  const auto view = build_view(nullptr, inputs);
  int moved = 0;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const Decision kept = decide_for(*view, pinned(client_in("DE", i), *view, "eu"));
    EXPECT_EQ(kept.candidate(0).region, "eu");
    EXPECT_EQ(kept.reason, Reason::pinned);
    if (decide_for(*view, client_in("DE", i)).reason == Reason::capacity) ++moved;
  }
  EXPECT_GT(moved, 10);
}

TEST(Affinity, APinOfWeightZeroDoesNotDisturbTheDrawOfTheOthers) {
  config::Config config = pinning();
  service_of(config).steps = {step_of(config::StepType::least_loaded)};
  upstream_of(config, "us").weight = 0;
  const auto view = view_of(config);
  const std::array tried{view->topology->find("api", "us")->id};
  for (std::uint32_t i = 0; i < 50; ++i) {
    const Client client = pinned(client_in("DE"), *view, "us");
    Request request = request_to();
    request.request_key = i;
    const std::string first = order_of(decide(client, request, *view, {}, {}));
    request.tried = tried;
    ASSERT_EQ(first, "us " + order_of(decide(client, request, *view, {}, {})));
  }
}

TEST(Affinity, APinOfAnotherServiceOrWithoutAffinityDoesNotCount) {
  config::Config config = pinning();
  config::Service other = service_of(config);
  other.id = "web";
  config.services.push_back(other);
  const auto view = view_of(config);
  Client client = client_in("DE");
  client.pin = view->topology->find("web", "ap")->id;
  EXPECT_EQ(order_of(decide_for(*view, client)), "eu us ap");
  service_of(config).affinity.by = config::AffinityBy::address;
  const auto without = view_of(config);
  const Decision decision = decide_for(*without, pinned(client_in("DE"), *without, "ap"));
  EXPECT_EQ(order_of(decision), "eu us ap");
  EXPECT_FALSE(decision.pins);
}

TEST(Affinity, AViewKnowsWhetherAnythingPins) {
  EXPECT_TRUE(view_of(pinning())->pins);
  EXPECT_FALSE(view_of(three_regions())->pins);
}

TEST(Affinity, AHeaderStandsForTheAddress) {
  config::Config config = three_regions();
  service_of(config).affinity.by = config::AffinityBy::header;
  service_of(config).affinity.header = "x-tenant";
  const auto view = view_of(config);
  std::set<std::string> regions;
  for (std::uint32_t tenant = 0; tenant < 30; ++tenant) {
    const std::string value = "tenant-" + std::to_string(tenant);
    const std::array<http::Field, 1> fields{{{"X-Tenant", value}}};
    Request request = request_to();
    request.fields = fields;
    std::set<std::string> of_tenant;
    for (std::uint32_t i = 0; i < 20; ++i)
      of_tenant.insert(order_of(decide(client_in("DE", i), request, *view, {}, {})));
    EXPECT_EQ(of_tenant.size(), 1U);
    regions.insert(*of_tenant.begin());
  }
  EXPECT_GT(regions.size(), 3U);
}

TEST(Affinity, WithoutTheHeaderTheAddressCounts) {
  config::Config config = three_regions();
  const auto by_address = view_of(config);
  service_of(config).affinity.by = config::AffinityBy::header;
  service_of(config).affinity.header = "x-tenant";
  const auto by_header = view_of(config);
  const std::array<http::Field, 1> empty{{{"X-Tenant", ""}}};
  for (std::uint32_t i = 0; i < 100; ++i) {
    Request request = request_to();
    request.fields = empty;
    const Client client = client_in("DE", i);
    ASSERT_EQ(order_of(decide(client, request, *by_header, {}, {})),
              order_of(decide_for(*by_address, client)));
  }
}

TEST(Affinity, ExplainTellsThePin) {
  config::Config config = pinning();
  upstream_of(config, "ap").state = config::UpstreamState::draining;
  const auto view = view_of(config);
  const Client client = pinned(client_in("DE"), *view, "ap");
  const Explanation kept = explain(client, request_to(), *view, {}, {});
  EXPECT_EQ(kept.candidates[0].region, "ap");
  EXPECT_EQ(kept.candidates[0].reason, Reason::pinned);
  const std::vector<std::string> stages{"match: route-1 -> service api",
                                        "operator: ap takes no new clients",
                                        "affinity: the client is pinned to ap", "nearest: eu > us"};
  EXPECT_EQ(kept.steps, stages);
  const auto out = view_of(pinning(), {"ap"});
  EXPECT_EQ(explain(client, request_to(), *out, {}, {}).steps[2],
            "affinity: the client is pinned to ap, which has left; it gets another region");
}

}  // namespace
}  // namespace meridian::routing::test
