#include "core/routing/steer_capacity.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

constexpr std::uint32_t kClients = 60'000;
const std::vector<std::string_view> kCountries{"DE", "GB", "US", "BR", "SG", "JP"};

Client client_number(std::uint32_t i) {
  return client_in(kCountries[i % kCountries.size()], i);
}

config::LatencyRow row(std::string_view of, int eu, int us, int ap) {
  config::LatencyRow row;
  row.countries = {country(of)};
  row.regions = {{"eu", milliseconds(eu)}, {"us", milliseconds(us)}, {"ap", milliseconds(ap)}};
  return row;
}

// Two countries nearest to each region; of the two, one has a near second choice.
config::Config latency_world() {
  config::Config config = three_regions();
  config::Step latency = step_of(config::StepType::latency);
  service_of(config).steps = {latency, step_of(config::StepType::capacity)};
  config.latency_rows = {row("DE", 10, 90, 160),   row("GB", 20, 30, 170), row("US", 90, 10, 200),
                         row("BR", 120, 100, 300), row("SG", 160, 200, 5), row("JP", 220, 110, 70)};
  return config;
}

void set_capacity(config::Config& config, std::string_view region, std::uint32_t target,
                  std::uint32_t max = 0) {
  upstream_of(config, region).capacity = {target, max};
}

// What clients want, and what they get, each client being one request per second.
struct Traffic {
  std::map<UpstreamId, Demand> demand;
  std::map<std::string, int> served;
  std::map<std::uint32_t, std::string> region_of;
  int refused = 0;

  std::vector<Demand> rows() const {
    std::vector<Demand> rows;
    for (const auto& [id, row] : demand) rows.push_back(row);
    return rows;
  }
};

Traffic run(const View& view) {
  Traffic traffic;
  for (std::uint32_t i = 0; i < kClients; ++i) {
    const Decision decision = decide_for(view, client_number(i));
    EXPECT_TRUE(decision.want.counts);
    const auto& upstreams = decision.service->upstreams;
    Demand& demand = traffic.demand[upstreams[decision.want.first].id];
    demand.id = upstreams[decision.want.first].id;
    demand.by_cost[decision.want.cost_class] += 1;
    const UpstreamId next = upstreams[decision.want.next].id;
    const auto known = std::find_if(demand.by_next.begin(), demand.by_next.end(),
                                    [next](const auto& pair) { return pair.first == next; });
    if (known != demand.by_next.end())
      known->second += 1;
    else
      demand.by_next.emplace_back(next, 1);
    if (decision.outcome == Outcome::refuse) {
      ++traffic.refused;
      continue;
    }
    traffic.region_of[i] = decision.candidate(0).region;
    ++traffic.served[decision.candidate(0).region];
  }
  return traffic;
}

std::shared_ptr<const View> with_demand(const config::Config& config, std::vector<Demand> demand) {
  ViewInputs inputs = inputs_of(topology_of(config));
  inputs.demand = std::move(demand);
  return build_view(nullptr, inputs);
}

TEST(SteerCapacity, MovesNobodyWhileEveryRegionHasRoom) {
  config::Config config = latency_world();
  for (const char* region : {"eu", "us", "ap"}) set_capacity(config, region, kClients);
  const Traffic before = run(*view_of(config));
  const Traffic after = run(*with_demand(config, before.rows()));
  EXPECT_EQ(before.region_of, after.region_of);
}

TEST(SteerCapacity, AFullRegionIsBroughtToItsTarget) {
  config::Config config = latency_world();
  const Traffic before = run(*view_of(config));
  const int wanted = before.served.at("eu");
  set_capacity(config, "eu", static_cast<std::uint32_t>(wanted * 2 / 3));
  const auto view = with_demand(config, before.rows());
  const Traffic after = run(*view);
  EXPECT_NEAR(after.served.at("eu"), wanted * 2 / 3, wanted * 2 / 3 * 0.05);
  EXPECT_EQ(after.refused, 0);
}

TEST(SteerCapacity, WhoHasANearSecondChoiceLeavesFirst) {
  config::Config config = latency_world();
  const Traffic before = run(*view_of(config));
  set_capacity(config, "eu", static_cast<std::uint32_t>(before.served.at("eu") * 2 / 3));
  const Traffic after = run(*with_demand(config, before.rows()));
  int from_gb = 0;
  int from_de = 0;
  for (std::uint32_t i = 0; i < kClients; ++i) {
    if (before.region_of.at(i) == after.region_of.at(i)) continue;
    ++(kCountries[i % kCountries.size()] == "GB" ? from_gb : from_de);
    EXPECT_EQ(after.region_of.at(i), "us");
  }
  EXPECT_GT(from_gb, 6000);  // 10 ms farther; those of DE would be 80 ms
  EXPECT_EQ(from_de, 0);
}

TEST(SteerCapacity, WhereTheSecondChoiceIsFullTheThirdServes) {
  config::Config config = latency_world();
  const Traffic before = run(*view_of(config));
  const int eu = before.served.at("eu");
  const int us = before.served.at("us");
  set_capacity(config, "eu", static_cast<std::uint32_t>(eu * 2 / 3));
  set_capacity(config, "us", static_cast<std::uint32_t>(us + 1000));
  const Traffic after = run(*with_demand(config, before.rows()));
  EXPECT_NEAR(after.served.at("eu"), eu * 2 / 3, eu * 2 / 3 * 0.05);
  EXPECT_NEAR(after.served.at("us"), us + 1000, (us + 1000) * 0.05);
  EXPECT_GT(after.served.at("ap"), before.served.at("ap") + 4000);
}

TEST(SteerCapacity, WhereAllAreFullEachTakesMoreUpToItsMax) {
  config::Config config = latency_world();
  for (const char* region : {"eu", "us", "ap"})
    set_capacity(config, region, kClients / 4, kClients / 2);
  const Traffic before = run(*view_of(config));
  const Traffic after = run(*with_demand(config, before.rows()));
  EXPECT_EQ(after.refused, 0);
  for (const char* region : {"eu", "us", "ap"})
    EXPECT_LE(after.served.at(region), kClients / 2 * 1.05) << region;
}

TEST(SteerCapacity, NoRegionIsGivenMoreThanItsMax) {
  config::Config config = latency_world();
  for (const char* region : {"eu", "us", "ap"})
    set_capacity(config, region, kClients / 6, kClients / 5);
  const Traffic before = run(*view_of(config));
  const auto view = with_demand(config, before.rows());
  const Traffic after = run(*view);
  for (const char* region : {"eu", "us", "ap"})
    EXPECT_NEAR(after.served.at(region), kClients / 5, kClients / 5 * 0.05) << region;
  EXPECT_NEAR(after.refused, kClients * 2 / 5, kClients * 0.03);
}

TEST(SteerCapacity, WhatIsWantedDoesNotDependOnThePlan) {
  config::Config config = latency_world();
  const Traffic before = run(*view_of(config));
  set_capacity(config, "eu", static_cast<std::uint32_t>(before.served.at("eu") * 2 / 3));
  const auto view = with_demand(config, before.rows());
  const Traffic after = run(*view);
  const auto again = with_demand(config, after.rows());
  EXPECT_EQ(view->digest, again->digest);
  EXPECT_EQ(run(*again).region_of, after.region_of);
}

TEST(SteerCapacity, ThePlanIsSharedState) {
  config::Config config = latency_world();
  const Traffic before = run(*view_of(config));
  set_capacity(config, "eu", 100);
  EXPECT_NE(view_of(config)->digest, with_demand(config, before.rows())->digest);
}

TEST(SteerCapacity, SaysWhySomebodyWasSentElsewhere) {
  config::Config config = latency_world();
  set_capacity(config, "eu", 1);
  const Traffic before = run(*view_of(config));
  const auto view = with_demand(config, before.rows());
  const Decision decision = decide_for(*view, client_number(0));
  EXPECT_EQ(order_of(decision), "us eu ap");
  EXPECT_EQ(decision.reason, Reason::capacity);
  const Explanation why = explain(client_number(0), request_to(), *view, {}, {});
  EXPECT_EQ(why.steps.back(),
            "capacity: eu is wanted more than it takes; us has room for this client");
}

// R6. The region that most want is dead: its clients go to the next best by latency, up to what
// that takes, the rest to the one behind; nobody else moves.
TEST(SteerCapacity, ADeadRegionsClientsGoToTheNextBestAndWhatIsTooMuchGoesOn) {
  config::Config config = latency_world();
  config.latency_rows = {row("DE", 10, 90, 300),   row("GB", 20, 30, 320), row("US", 90, 10, 120),
                         row("BR", 120, 100, 300), row("SG", 160, 200, 5), row("JP", 220, 110, 70)};
  const Traffic before = run(*view_of(config));
  const int own = before.served.at("eu");
  const int spare = before.served.at("us") / 2;
  set_capacity(config, "eu", static_cast<std::uint32_t>(own + spare));
  const auto topology = topology_of(config);
  ViewInputs inputs = inputs_of(topology, {"us"});
  inputs.demand = run(*build_view(nullptr, inputs)).rows();
  const Traffic after = run(*build_view(nullptr, inputs));
  EXPECT_EQ(after.served.count("us"), 0U);
  EXPECT_NEAR(after.served.at("eu"), own + spare, (own + spare) * 0.05);
  EXPECT_EQ(after.refused, 0);
  int moved = 0;
  for (const auto& [client, region] : before.region_of)
    if (region != "us") moved += after.region_of.at(client) != region ? 1 : 0;
  EXPECT_LE(moved, static_cast<int>(kClients / 200));
  // The ones that have to go the whole way are those to whom it matters least.
  int far_us = 0;
  int far_br = 0;
  for (std::uint32_t i = 0; i < kClients; ++i) {
    if (before.region_of.at(i) != "us" || after.region_of.at(i) != "ap") continue;
    (kCountries[i % kCountries.size()] == "US" ? far_us : far_br) += 1;
  }
  EXPECT_GT(far_us, far_br);
}

TEST(SteerCapacity, ARetryGoesToTheNextChoiceAndCountsForNobody) {
  config::Config config = latency_world();
  set_capacity(config, "us", 1);
  const auto view = view_of(config);
  const Decision first = decide_for(*view, client_number(0));
  const std::array tried{first.candidate(0).id};
  const Decision second = decide_for(*view, client_number(0), tried);
  EXPECT_FALSE(second.want.counts);
  EXPECT_EQ(order_of(second), "us ap");
}

}  // namespace
}  // namespace meridian::routing::test
