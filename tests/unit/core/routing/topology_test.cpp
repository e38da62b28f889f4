#include "meridian/core/routing/topology.hpp"

#include <gtest/gtest.h>

#include "meridian/core/base/limits.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

TEST(Topology, FindsUpstreamsByServiceAndRegion) {
  const auto topology = topology_of(three_regions());
  ASSERT_NE(topology->find("api", "eu"), nullptr);
  EXPECT_EQ(topology->find("api", "eu")->endpoints[0].label, "eu.internal:443");
  EXPECT_EQ(topology->find("api", "mars"), nullptr);
  EXPECT_EQ(topology->find("web", "eu"), nullptr);
}

TEST(Topology, NumbersSurviveAReload) {
  config::Config config = three_regions();
  const auto before = topology_of(config);
  std::erase_if(service_of(config).upstreams, [](const auto& u) { return u.region == "ap"; });
  config::Upstream added = service_of(config).upstreams[0];
  added.region = "af";
  service_of(config).upstreams.push_back(added);
  const auto after = topology_of(config, before.get());
  EXPECT_EQ(after->find("api", "eu")->id, before->find("api", "eu")->id);
  EXPECT_EQ(after->find("api", "us")->endpoints[0].id, before->find("api", "us")->endpoints[0].id);
  EXPECT_EQ(index_of(after->find("api", "af")->id), 3U);
  EXPECT_EQ(after->upstream_ids(), 4U);
  EXPECT_EQ(after->upstream_name(before->find("api", "ap")->id),
            (std::pair<std::string_view, std::string_view>("api", "ap")));
}

TEST(Topology, AReturningUpstreamGetsItsOldNumber) {
  config::Config config = three_regions();
  const auto first = topology_of(config);
  config::Config without = config;
  service_of(without).upstreams.resize(1);
  const auto second = topology_of(without, first.get());
  const auto third = topology_of(config, second.get());
  EXPECT_EQ(third->find("api", "us")->id, first->find("api", "us")->id);
  EXPECT_EQ(third->endpoint_ids(), 3U);
}

TEST(Topology, Ipv6EndpointsAreLabelledWithBrackets) {
  config::Config config = three_regions();
  upstream_of(config, "eu").endpoints = {{"2001:db8::1", 8080}};
  const auto topology = topology_of(config);
  const EndpointNode& endpoint = topology->find("api", "eu")->endpoints[0];
  EXPECT_EQ(endpoint.label, "[2001:db8::1]:8080");
  EXPECT_EQ(topology->endpoint_name(endpoint.id), "api/eu/[2001:db8::1]:8080");
}

TEST(Topology, RefusesMoreUpstreamsThanTheProcessMayEverKnow) {
  std::shared_ptr<const Topology> topology;
  const auto build = [&](std::size_t generation) {
    config::Config config = three_regions();
    config.services.clear();
    for (std::size_t s = 0; s < limits::kUpstreamsMax / 64; ++s) {
      config::Service service;
      service.id = std::to_string(generation) + "-" + std::to_string(s);
      service.upstreams.resize(64);
      for (std::size_t u = 0; u < 64; ++u) service.upstreams[u].region = std::to_string(u);
      config.services.push_back(service);
    }
    return Topology::build(std::make_shared<const config::Config>(config), topology.get());
  };
  auto first = build(0);
  ASSERT_TRUE(first.has_value());
  topology = first.value();
  const auto second = build(1);
  ASSERT_TRUE(second.has_error());
  EXPECT_EQ(second.error().code, ErrorCode::limit);
}

}  // namespace
}  // namespace meridian::routing::test
