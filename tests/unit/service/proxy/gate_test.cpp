#include "service/proxy/gate.hpp"

#include <gtest/gtest.h>

#include <variant>

#include "meridian/core/config/parse.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::proxy {
namespace {

using namespace std::chrono_literals;
using observability::Termination;

const Instant kNow = Instant{} + 1h;
const IpAddress kClient = *IpAddress::parse("192.0.2.1");
const IpAddress kOther = *IpAddress::parse("192.0.2.2");

// Two services in two regions, and these limits.
std::shared_ptr<const Snapshot> snapshot_with(const std::string& limits,
                                              const std::string& route = "") {
  const std::string upstreams =
      "{eu: {endpoints: [\"127.0.0.1:1\"]}, us: {endpoints: [\"127.0.0.1:2\"]}}";
  auto outcome = config::parse_config(
      "listeners: [{name: web, bind: [\"127.0.0.1:0\"], protocol: http}]\n"
      "trusted_proxies: [10.0.0.0/8]\n"
      "regions: {eu: {country: DE}, us: {country: US}}\n"
      "services:\n  api: {retry_budget: {percent: 50%, min: 0}, upstreams: " +
          upstreams + "}\n  web: {upstreams: " + upstreams + "}\n" +
          "routes: [{name: first, service: api" + route +
          "}, {name: second, path_prefix: /b, service: web}]\nlimits: {" + limits + "}\n",
      "");
  auto made = std::make_shared<Snapshot>();
  made->config =
      std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome)));
  routing::ViewInputs inputs;
  inputs.topology = *routing::Topology::build(made->config, nullptr);
  made->view = routing::build_view(nullptr, inputs);
  made->trusted_proxies = CidrMap({{made->config->trusted_proxies.front(), 1}});
  return made;
}

// One of four workers.
class GateTest : public testing::Test {
 protected:
  void use(const std::string& limits, const std::string& route = "") {
    snapshots_.push_back(snapshot_with(limits, route));
    gate_.adopt(*snapshots_.back());
  }
  Termination begin(Pass& pass, const IpAddress& client = kClient) {
    gate_.begin_request();
    return gate_.judge_request(client, kNow, pass).refusal;
  }

  std::size_t held_ = 0;
  std::vector<std::shared_ptr<const Snapshot>> snapshots_;
  Gate gate_{{4, 100, 1, &held_}};
  Pass one_{held_};
  Pass two_{held_};
  Pass three_{held_};
};

TEST_F(GateTest, LetsEverythingInWhereNothingIsLimited) {
  use("");
  EXPECT_EQ(begin(one_), Termination::complete);
  held_ = std::size_t{1} << 40;
  auto slot = Gate::Slot::none;
  EXPECT_FALSE(gate_.begin_connection(kClient, 99, kNow, slot).refused());
  EXPECT_EQ(slot, Gate::Slot::none);
}

TEST_F(GateTest, KeepsItsShareRoundedUp) {
  use("requests: 5");
  EXPECT_EQ(gate_.share(5), 2U);
  EXPECT_EQ(gate_.share(1), 1U);
  EXPECT_EQ(begin(one_), Termination::complete);
  EXPECT_EQ(begin(two_), Termination::complete);
  EXPECT_EQ(begin(three_), Termination::limit_requests);
  gate_.end_request(three_);
  gate_.end_request(one_);
  EXPECT_EQ(begin(one_), Termination::complete);
}

TEST_F(GateTest, CountsConnectionsOfAClientButNotOfATrustedProxy) {
  use("connections_per_client: 4");
  auto slot = Gate::Slot::none;
  EXPECT_FALSE(gate_.begin_connection(kClient, 0, kNow, slot).refused());
  auto refused = Gate::Slot::none;
  EXPECT_EQ(gate_.begin_connection(kClient, 1, kNow, refused).refusal,
            Termination::limit_connections_per_client);
  EXPECT_EQ(refused, Gate::Slot::none);
  EXPECT_FALSE(gate_.begin_connection(kOther, 1, kNow, refused).refused());
  const IpAddress proxy = *IpAddress::parse("10.0.0.1");
  for (int i = 0; i < 3; ++i) {
    auto none = Gate::Slot::none;
    EXPECT_FALSE(gate_.begin_connection(proxy, 2, kNow, none).refused());
    EXPECT_EQ(none, Gate::Slot::none);
  }
  gate_.end_connection(slot);
  EXPECT_FALSE(gate_.begin_connection(kClient, 1, kNow, slot).refused());
}

TEST_F(GateTest, JudgesMemoryAtAcceptAndAtRequests) {
  use("memory: 4MiB");
  held_ = 1 << 20;
  EXPECT_EQ(begin(one_), Termination::complete);
  held_ += 1;
  EXPECT_EQ(begin(two_), Termination::limit_memory);
  auto slot = Gate::Slot::none;
  EXPECT_EQ(gate_.begin_connection(kClient, 0, kNow, slot).refusal,
            Termination::limit_memory_at_accept);
}

TEST_F(GateTest, WhatIsRefusedByItsRateIsNoLongerCountedWhenItEnds) {
  use("requests_per_client: 4, rate_per_client: {rate: 1/h, burst: 1}");
  EXPECT_EQ(begin(one_), Termination::complete);
  gate_.end_request(one_);
  EXPECT_EQ(begin(one_), Termination::limit_rate_per_client);
  EXPECT_EQ(begin(two_), Termination::limit_requests_per_client);
  gate_.end_request(one_);
  gate_.end_request(two_);
  EXPECT_EQ(begin(one_), Termination::limit_rate_per_client);
  EXPECT_EQ(begin(three_, kOther), Termination::complete);
}

TEST_F(GateTest, AReloadMayTurnLimitsOffAndOnUnderRunningRequests) {
  use("requests_per_client: 4");
  EXPECT_EQ(begin(one_), Termination::complete);
  use("");
  EXPECT_EQ(begin(two_), Termination::complete);
  gate_.end_request(one_);
  use("requests_per_client: 4");
  EXPECT_EQ(begin(three_), Termination::complete);
  gate_.end_request(two_);
  gate_.end_request(three_);
}

TEST_F(GateTest, ABucketOfARouteStaysWithItsNameOverAReload) {
  const auto take = [this] {
    const routing::View& view = *snapshots_.back()->view;
    return gate_.judge_route(view, &view.routes.front(), kNow).refusal;
  };
  use("", ", rate_limit: {rate: 1/h, burst: 4}");
  EXPECT_EQ(take(), Termination::complete);
  EXPECT_EQ(take(), Termination::limit_rate_of_route);
  use("", ", rate_limit: {rate: 1/h, burst: 4}");
  EXPECT_EQ(take(), Termination::limit_rate_of_route);
  use("", ", rate_limit: {rate: 1/h, burst: 8}");
  EXPECT_EQ(take(), Termination::complete);
  use("");
  EXPECT_EQ(take(), Termination::complete);
  EXPECT_EQ(gate_.judge_route(*snapshots_.back()->view, nullptr, kNow).refusal,
            Termination::complete);
}

TEST_F(GateTest, RetriesAreAShareOfWhatRunsInTheirServiceAlone) {
  use("");
  const routing::ServiceView& api = snapshots_.back()->view->services.front();
  const UpstreamId eu = api.upstreams[0].id;
  const UpstreamId us = api.upstreams[1].id;
  std::vector<std::uint32_t> in_flight(4);
  in_flight[index_of(eu)] = 2;
  in_flight[index_of(us)] = 1;
  EXPECT_TRUE(gate_.begin_retry(api, eu, in_flight, one_));
  EXPECT_TRUE(gate_.begin_retry(api, us, in_flight, one_));  // the same request once more
  EXPECT_FALSE(gate_.begin_retry(api, us, in_flight, two_));
  in_flight[index_of(us)] = 2;
  EXPECT_TRUE(gate_.begin_retry(api, us, in_flight, two_));
  EXPECT_FALSE(gate_.begin_retry(api, us, in_flight, three_));
  for (Pass* pass : {&one_, &two_, &three_}) {
    gate_.begin_request();
    gate_.end_request(*pass);
  }
  EXPECT_TRUE(gate_.begin_retry(api, us, in_flight, three_));
}

}  // namespace
}  // namespace meridian::proxy
