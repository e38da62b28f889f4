#include "core/routing/canary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>

#include "meridian/core/routing/explain.hpp"
#include "world.hpp"

namespace meridian::routing::test {
namespace {

constexpr std::uint32_t kClients = 20'000;

config::Config with_canary(std::uint32_t percent) {
  config::Config config = three_regions();
  config::Service next = service_of(config);
  next.id = "next";
  config.services.push_back(next);
  config.routes[0].name = "front";
  config.routes[0].canary = config::Canary{"next", percent, {{"x-canary", "1", false}}};
  return config;
}

std::vector<bool> canaries(const View& view) {
  std::vector<bool> chosen;
  for (std::uint32_t i = 0; i < kClients; ++i)
    chosen.push_back(decide_for(view, client_in("DE", i)).service->id == "next");
  return chosen;
}

double share_of(const std::vector<bool>& chosen) {
  return static_cast<double>(std::count(chosen.begin(), chosen.end(), true)) / kClients;
}

TEST(Canary, TakesItsShareOfTheClients) {
  for (const std::uint32_t percent : {0U, 1U, 5U, 50U, 100U})
    EXPECT_NEAR(share_of(canaries(*view_of(with_canary(percent)))), percent / 100.0, 0.01);
  EXPECT_EQ(share_of(canaries(*view_of(with_canary(0)))), 0.0);
  EXPECT_EQ(share_of(canaries(*view_of(with_canary(100)))), 1.0);
}

TEST(Canary, ALargerShareOnlyAddsClients) {
  const auto five = canaries(*view_of(with_canary(5)));
  const auto twenty = canaries(*view_of(with_canary(20)));
  for (std::uint32_t i = 0; i < kClients; ++i) ASSERT_TRUE(!five[i] || twenty[i]);
}

TEST(Canary, IsDrawnIndependentlyOfTheRegion) {
  const auto view = view_of(with_canary(50));
  std::map<std::string, std::pair<int, int>> by_region;  // of all, in the canary
  for (std::uint32_t i = 0; i < kClients; ++i) {
    const Decision decision = decide_for(*view, client_in("DE", i));
    auto& [all, chosen] = by_region[decision.candidate(0).region];
    ++all;
    chosen += decision.canary ? 1 : 0;
  }
  for (const auto& [region, counts] : by_region)
    EXPECT_NEAR(static_cast<double>(counts.second) / counts.first, 0.5, 0.03) << region;
}

TEST(Canary, IsDrawnAnewForARouteOfAnotherName) {
  const auto one = canaries(*view_of(with_canary(50)));
  config::Config renamed = with_canary(50);
  renamed.routes[0].name = "back";
  const auto other = canaries(*view_of(renamed));
  int both = 0;
  for (std::uint32_t i = 0; i < kClients; ++i) both += one[i] && other[i] ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(both) / kClients, 0.25, 0.02);
}

TEST(Canary, ItsHeaderLeadsToItWhoeverSendsIt) {
  const auto view = view_of(with_canary(0));
  Request request = request_to();
  const std::array<http::Field, 1> wanted{{{"X-Canary", "1"}}};
  request.fields = wanted;
  const Decision decision = decide(client_in("DE"), request, *view, {}, {});
  EXPECT_EQ(decision.service->id, "next");
  EXPECT_TRUE(decision.canary);
  EXPECT_EQ(service_for(client_in("DE"), request, *view), decision.service);
  const std::array<http::Field, 1> other{{{"X-Canary", "2"}}};
  request.fields = other;
  EXPECT_EQ(decide(client_in("DE"), request, *view, {}, {}).service->id, "api");
}

TEST(Canary, AnsweredRoutesAndUnknownHostsHaveNoService) {
  const auto view = view_of(with_canary(100));
  EXPECT_EQ(service_for(client_in("DE"), request_to("/", "evil.org"), *view), nullptr);
}

TEST(Canary, FencesOfItsOwnServiceApply) {
  config::Config config = with_canary(100);
  add_fence(config, "residency", {"DE"}, {"eu"});
  service_of(config).fences.clear();
  config.services[1].fences = {"residency"};
  const auto view = view_of(config);
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "eu");
  config.routes[0].canary->percent = 0;
  EXPECT_EQ(decide_for(*view_of(config), client_in("DE")).count, 3);
}

TEST(Canary, ExplainTellsWhyItWasChosen) {
  EXPECT_EQ(explain(client_in("DE"), request_to(), *view_of(with_canary(100)), {}, {}).steps[0],
            "match: front -> canary by share -> service next");
  Request request = request_to();
  const std::array<http::Field, 1> wanted{{{"X-Canary", "1"}}};
  request.fields = wanted;
  EXPECT_EQ(explain(client_in("DE"), request, *view_of(with_canary(0)), {}, {}).steps[0],
            "match: front -> canary by header -> service next");
}

}  // namespace
}  // namespace meridian::routing::test
