#include "core/routing/steer_weighted.hpp"

#include <gtest/gtest.h>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config weighted_world(config::HashKey key = config::HashKey::client) {
  config::Config config = three_regions();
  config::Step step = step_of(config::StepType::weighted);
  step.key = key;
  service_of(config).steps = {step};
  return config;
}

std::string first_for(const View& view, const IpAddress& address) {
  Client client;
  client.address = address;
  return decide_for(view, client).candidate(0).region;
}

TEST(SteerWeighted, AClientKeepsItsRegion) {
  const auto view = view_of(weighted_world());
  const auto again = view_of(weighted_world());
  for (std::uint32_t i = 0; i < 1000; ++i)
    ASSERT_EQ(first_for(*view, IpAddress::v4(i)), first_for(*again, IpAddress::v4(i)));
}

TEST(SteerWeighted, ANetworkOf64BitsIsOneIpv6Client) {
  const auto view = view_of(weighted_world());
  for (int net = 0; net < 64; ++net) {
    const std::string prefix = "2001:db8:0:" + std::to_string(net);
    ASSERT_EQ(first_for(*view, *IpAddress::parse(prefix + "::1")),
              first_for(*view, *IpAddress::parse(prefix + ":ffff:1:2:3")));
  }
}

TEST(SteerWeighted, RequestKeySpreadsTheRequestsOfOneClient) {
  const auto view = view_of(weighted_world(config::HashKey::request));
  int eu = 0;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    Request request = request_to();
    request.request_key = i;
    eu += decide(client_in("DE"), request, *view, {}, {}).candidate(0).region == "eu" ? 1 : 0;
  }
  EXPECT_NEAR(eu, 1000, 120);
}

TEST(SteerWeighted, WeightZeroTakesNoNewClient) {
  config::Config config = weighted_world();
  upstream_of(config, "eu").weight = 0;
  const auto view = view_of(config);
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const Decision decision = decide_for(*view, client_in("DE", i));
    ASSERT_EQ(decision.count, 2);
    ASSERT_EQ(order_of(decision).find("eu"), std::string::npos);
  }
}

TEST(SteerWeighted, IsolationAndRestoreBringEveryClientBack) {
  const auto before = view_of(weighted_world());
  config::Config isolated = weighted_world();
  upstream_of(isolated, "us").weight = 0;
  upstream_of(isolated, "ap").weight = 0;
  const auto during = view_of(isolated);
  const auto after = view_of(weighted_world());
  for (std::uint32_t i = 0; i < 1000; ++i) {
    const IpAddress address = IpAddress::v4(i);
    ASSERT_EQ(first_for(*during, address), "eu");
    ASSERT_EQ(first_for(*before, address), first_for(*after, address));
  }
}

// The choice is part of the agreement between edges of different builds: it must never change.
TEST(SteerWeighted, ChoicesAreFixedForEver) {
  const auto view = view_of(weighted_world());
  std::string chosen;
  for (std::uint32_t i = 0; i < 8; ++i)
    chosen += first_for(*view, IpAddress::v4(0xc0000200U + i)) + " ";
  chosen += first_for(*view, *IpAddress::parse("2001:db8:1:2::3"));
  EXPECT_EQ(chosen, "eu us us ap eu eu us us eu");
}

}  // namespace
}  // namespace meridian::routing::test
