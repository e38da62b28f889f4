#include <gtest/gtest.h>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/decide.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

bool admits(const View& view, std::string_view region, const Client& client) {
  const UpstreamNode* node = view.topology->find("api", region);
  return node != nullptr && admit(view, node->id, client, "GET");
}

TEST(Admit, FollowsFenceOperatorAndHealth) {
  config::Config config = three_regions();
  add_fence(config, "residency", {"DE"}, {"eu"});
  upstream_of(config, "us").state = config::UpstreamState::disabled;
  const auto view = view_of(config, {"ap"});
  EXPECT_TRUE(admits(*view, "eu", client_in("DE")));
  EXPECT_FALSE(admits(*view, "us", client_in("DE")));
  EXPECT_TRUE(admits(*view, "eu", client_in("US")));
  EXPECT_FALSE(admits(*view, "us", client_in("US")));
  EXPECT_FALSE(admits(*view, "ap", client_in("US")));
  EXPECT_FALSE(admits(*view, "eu", client_in("")));
}

TEST(Admit, FollowsThePanicPolicy) {
  config::Config config = three_regions();
  EXPECT_TRUE(admits(*view_of(config, {"eu", "us", "ap"}), "eu", client_in("DE")));
  service_of(config).panic = config::Panic::refuse;
  EXPECT_FALSE(admits(*view_of(config, {"eu", "us", "ap"}), "eu", client_in("DE")));
}

TEST(Admit, RefusesAnUpstreamThatLeftTheConfig) {
  config::Config config = three_regions();
  const auto topology = topology_of(config);
  const UpstreamId eu = topology->find("api", "eu")->id;
  std::erase_if(service_of(config).upstreams, [](const auto& u) { return u.region == "eu"; });
  const auto view = build_view(nullptr, inputs_of(topology_of(config, topology.get())));
  EXPECT_FALSE(admit(*view, eu, client_in("DE"), "GET"));
  EXPECT_FALSE(admit(*view, UpstreamId{999}, client_in("DE"), "GET"));
}

}  // namespace
}  // namespace meridian::routing::test
