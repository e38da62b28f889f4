#include <gtest/gtest.h>

#include <array>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {
namespace {

UpstreamView upstream_with(std::size_t endpoints) {
  UpstreamView upstream;
  for (std::size_t i = 0; i < endpoints; ++i) {
    EndpointView endpoint;
    endpoint.addresses = {{IpAddress::v4(1), 80}};
    upstream.endpoints.push_back(endpoint);
  }
  return upstream;
}

std::vector<int> counts(std::span<const EndpointLoad> loads, const UpstreamView& upstream) {
  std::vector<int> counts(loads.size());
  for (std::uint64_t i = 0; i < 10'000; ++i)
    ++counts[static_cast<std::size_t>(choose_endpoint(loads, upstream, mix64(i)))];
  return counts;
}

TEST(ChooseEndpoint, WithoutEndpointsThereIsNone) {
  EXPECT_EQ(choose_endpoint({}, upstream_with(0), 7), -1);
}

TEST(ChooseEndpoint, SpreadsEvenlyOverEqualEndpoints) {
  const std::array<EndpointLoad, 4> loads{};
  for (const int count : counts(loads, upstream_with(4))) EXPECT_NEAR(count, 2500, 200);
}

TEST(ChooseEndpoint, TheMostLoadedOfAllIsNeverChosen) {
  std::array<EndpointLoad, 3> loads{};
  loads[1].in_flight = 5;
  EXPECT_EQ(counts(loads, upstream_with(3))[1], 0);
}

TEST(ChooseEndpoint, TakesTheLowerLatencyTimesLoad) {
  const std::array<EndpointLoad, 2> loads{{{9, 1000, false}, {0, 20'000, false}}};
  EXPECT_EQ(counts(loads, upstream_with(2))[1], 0);
}

TEST(ChooseEndpoint, UnknownLatencyDoesNotAttractEverything) {
  const std::array<EndpointLoad, 2> loads{{{3, 0, false}, {0, 20'000, false}}};
  EXPECT_EQ(counts(loads, upstream_with(2))[0], 0);
}

TEST(ChooseEndpoint, LeavesOutWhatIsOutEjectedOrUnresolvedWhileOthersRemain) {
  UpstreamView upstream = upstream_with(4);
  std::array<EndpointLoad, 4> loads{};
  upstream.endpoints[0].out = true;
  upstream.endpoints[1].addresses.clear();
  loads[2].ejected = true;
  EXPECT_EQ(counts(loads, upstream)[3], 10'000);
  upstream.endpoints[3].out = true;
  for (const int count : counts(loads, upstream)) EXPECT_GT(count, 0);
}

TEST(ChooseEndpoint, ReachesAllOfSixtyFour) {
  const std::array<EndpointLoad, 64> loads{};
  for (const int count : counts(loads, upstream_with(64))) EXPECT_GT(count, 50);
}

}  // namespace
}  // namespace meridian::routing
