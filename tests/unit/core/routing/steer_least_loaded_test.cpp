#include "core/routing/steer_least_loaded.hpp"

#include <gtest/gtest.h>

#include <map>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

config::Config least_loaded_world() {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::least_loaded)};
  return config;
}

// How often each region is first for requests 0..9999, with this much in flight by region.
std::map<std::string, int> firsts(const View& view, const std::map<std::string, unsigned>& busy) {
  std::vector<std::uint32_t> in_flight(16);
  for (const UpstreamView& upstream : view.services[0].upstreams)
    if (const auto at = busy.find(upstream.region); at != busy.end())
      in_flight[index_of(upstream.id)] = at->second;
  std::map<std::string, int> count;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    Request request = request_to();
    request.request_key = i;
    const Decision decision = decide(client_in("DE"), request, view, {in_flight}, {});
    EXPECT_EQ(decision.reason, Reason::local_least_loaded);
    EXPECT_EQ(decision.count, 3);
    ++count[decision.candidate(0).region];
  }
  return count;
}

TEST(SteerLeastLoaded, WithoutLoadRequestsAreSpreadByWeight) {
  config::Config config = least_loaded_world();
  upstream_of(config, "eu").weight = 200;
  const auto count = firsts(*view_of(config), {});
  EXPECT_NEAR(count.at("eu"), 5000, 200);
  EXPECT_NEAR(count.at("us"), 2500, 200);
}

TEST(SteerLeastLoaded, ABusyRegionWinsOnlyWhereItIsDrawnAgainstABusierOne) {
  const auto count = firsts(*view_of(least_loaded_world()), {{"eu", 100}, {"us", 10}});
  EXPECT_EQ(count.count("eu"), 0U);
  EXPECT_NEAR(count.at("us"), 3333, 200);  // drawn with eu
  EXPECT_NEAR(count.at("ap"), 6666, 200);
}

TEST(SteerLeastLoaded, LoadCountsByWeight) {
  config::Config config = least_loaded_world();
  upstream_of(config, "eu").weight = 300;
  const auto count = firsts(*view_of(config), {{"eu", 30}, {"us", 11}, {"ap", 11}});
  EXPECT_GT(count.at("eu"), 8000);  // 30 / 300 is less than 11 / 100; drawn nearly always
}

TEST(SteerLeastLoaded, TheSameLoadGivesTheSameRegion) {
  const auto view = view_of(least_loaded_world());
  EXPECT_EQ(firsts(*view, {{"eu", 3}}), firsts(*view, {{"eu", 3}}));
}

}  // namespace
}  // namespace meridian::routing::test
