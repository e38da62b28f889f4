#include "meridian/core/routing/build_view.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

TEST(BuildView, FirstViewStartsBothNumbersAtOne) {
  const auto view = view_of(three_regions());
  EXPECT_EQ(view->version, 1U);
  EXPECT_EQ(view->local_sequence, 1U);
}

TEST(BuildView, NothingMovesWithoutAChange) {
  const auto topology = topology_of(three_regions());
  const auto first = build_view(nullptr, inputs_of(topology));
  const auto second = build_view(first.get(), inputs_of(topology));
  EXPECT_EQ(second->version, first->version);
  EXPECT_EQ(second->local_sequence, first->local_sequence);
  EXPECT_EQ(second->digest, first->digest);
}

TEST(BuildView, HealthMovesTheLocalSequenceOnly) {
  const auto topology = topology_of(three_regions());
  const auto first = build_view(nullptr, inputs_of(topology));
  const auto second = build_view(first.get(), inputs_of(topology, {"eu"}));
  EXPECT_EQ(second->version, first->version);
  EXPECT_EQ(second->local_sequence, first->local_sequence + 1);
}

TEST(BuildView, AddressesMoveTheLocalSequence) {
  const auto topology = topology_of(three_regions());
  const auto first = build_view(nullptr, inputs_of(topology));
  ViewInputs inputs = inputs_of(topology);
  inputs.addresses[0].addresses[0].port = 1;
  EXPECT_EQ(build_view(first.get(), inputs)->local_sequence, first->local_sequence + 1);
}

TEST(BuildView, OrderOfAddressesDoesNotMatter) {
  const auto topology = topology_of(three_regions());
  ViewInputs inputs = inputs_of(topology);
  inputs.addresses[0].addresses = {{IpAddress::v4(1), 80}, {IpAddress::v4(2), 80}};
  const auto first = build_view(nullptr, inputs);
  std::swap(inputs.addresses[0].addresses[0], inputs.addresses[0].addresses[1]);
  EXPECT_EQ(build_view(first.get(), inputs)->local_sequence, first->local_sequence);
}

TEST(BuildView, WeightStateAndTopologyMoveTheVersionOnly) {
  const auto change = [](auto edit) {
    config::Config config = three_regions();
    const auto topology = topology_of(config);
    const auto first = build_view(nullptr, inputs_of(topology));
    edit(config);
    const auto second = build_view(first.get(), inputs_of(topology_of(config, topology.get())));
    EXPECT_EQ(second->version, first->version + 1);
    EXPECT_EQ(second->local_sequence, first->local_sequence);
    EXPECT_NE(second->digest, first->digest);
  };
  change([](auto& config) { upstream_of(config, "eu").weight = 99; });
  change([](auto& config) { upstream_of(config, "eu").state = config::UpstreamState::draining; });
  change([](auto& config) { config.topology_digest = 7; });
}

TEST(BuildView, UnknownHealthServes) {
  ViewInputs inputs;
  inputs.topology = topology_of(three_regions());
  const auto view = build_view(nullptr, inputs);
  EXPECT_EQ(view->services[0].healthy, view->services[0].all);
  EXPECT_EQ(view->services[0].upstreams[0].health, health::Health::unknown);
}

TEST(BuildView, TakesEndpointHealthAndAddresses) {
  ViewInputs inputs = inputs_of(topology_of(three_regions()));
  const EndpointId eu = inputs.topology->find("api", "eu")->endpoints[0].id;
  health::EndpointHealth out;
  out.id = eu;
  out.health = health::Health::out;
  inputs.endpoints = {out};
  const auto view = build_view(nullptr, inputs);
  const UpstreamView& upstream = *view->find(inputs.topology->find("api", "eu")->id);
  EXPECT_EQ(upstream.region, "eu");
  EXPECT_TRUE(upstream.endpoints[0].out);
  EXPECT_EQ(upstream.endpoints[0].addresses.size(), 1U);
}

TEST(BuildView, RemembersWhenAnUpstreamWasLastHealthy) {
  const auto topology = topology_of(three_regions());
  const auto first = build_view(nullptr, inputs_of(topology));
  const auto second = build_view(first.get(), inputs_of(topology, {"eu"}));
  const auto third = build_view(second.get(), inputs_of(topology, {"eu", "us"}));
  const auto healthy_at = [&](std::string_view region) {
    return third->find(topology->find("api", region)->id)->healthy_at;
  };
  EXPECT_EQ(healthy_at("eu"), 1U);
  EXPECT_EQ(healthy_at("us"), 2U);
  EXPECT_EQ(healthy_at("ap"), 3U);
}

}  // namespace
}  // namespace meridian::routing::test
