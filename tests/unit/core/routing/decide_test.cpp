#include "meridian/core/routing/decide.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gtest/gtest.h>

#include <array>

#include "world.hpp"

namespace meridian::routing::test {
namespace {

Decision decide_request(const View& view, const Request& request) {
  return decide(client_in("DE"), request, view, {}, {});
}

TEST(Decide, UnknownHostIsMisdirected) {
  const auto view = view_of(three_regions());
  const Decision decision = decide_request(*view, request_to("/", "evil.org"));
  EXPECT_EQ(decision.outcome, Outcome::refuse);
  EXPECT_EQ(decision.reason, Reason::misdirected);
  EXPECT_EQ(decision.status, 421);
}

TEST(Decide, KnownHostWithoutRouteIsNotFound) {
  config::Config config = three_regions();
  config.routes[0].path_prefix = "/v1";
  const auto view = view_of(config);
  const Decision decision = decide_request(*view, request_to("/v2"));
  EXPECT_EQ(decision.reason, Reason::no_route);
  EXPECT_EQ(decision.status, 404);
  EXPECT_EQ(decision.route, nullptr);
}

TEST(Decide, RedirectAndFixedResponseComeFromTheRoute) {
  config::Config config = three_regions();
  config::Route redirect = config.routes[0];
  redirect.service.clear();
  redirect.path_prefix = "/old";
  redirect.redirect = config::Redirect{301, "", "new.example.com", ""};
  config::Route respond = config.routes[0];
  respond.service.clear();
  respond.path_prefix = "/ping";
  respond.respond = config::Answer{200, "pong", "text/plain"};
  config.routes.push_back(redirect);
  config.routes.push_back(respond);
  const auto view = view_of(config);
  const Decision moved = decide_request(*view, request_to("/old/x"));
  EXPECT_EQ(moved.outcome, Outcome::redirect);
  EXPECT_EQ(moved.reason, Reason::route_redirect);
  EXPECT_EQ(moved.redirect->host, "new.example.com");
  EXPECT_EQ(moved.status, 301);
  const Decision fixed = decide_request(*view, request_to("/ping"));
  EXPECT_EQ(fixed.outcome, Outcome::respond);
  EXPECT_EQ(fixed.answer->body, "pong");
  EXPECT_EQ(fixed.status, 200);
}

TEST(Decide, SkipsOutRegionEvenWhenNearest) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  EXPECT_EQ(order_of(decide_for(*view_of(config, {"eu"}), client_in("DE"))), "us ap");
}

TEST(Decide, DrainingDisabledAndWeightZeroTakeNoNewClients) {
  config::Config config = three_regions();
  upstream_of(config, "us").state = config::UpstreamState::disabled;
  upstream_of(config, "ap").state = config::UpstreamState::draining;
  EXPECT_EQ(order_of(decide_for(*view_of(config), client_in("DE"))), "eu");
  upstream_of(config, "eu").weight = 0;
  const auto view = view_of(config);
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.reason, Reason::no_region);
  EXPECT_EQ(decision.status, 503);
}

TEST(Decide, OneRegionIsTheOnlyCandidate) {
  config::Config config = three_regions();
  service_of(config).upstreams.resize(1);
  EXPECT_EQ(decide_for(*view_of(config), client_in("DE")).reason, Reason::only_candidate);
}

// R5: when every region is out, the service says what happens; a fence still holds.
TEST(Decide, PanicUseAllServesFromRegionsThatAreOut) {
  const auto view = view_of(three_regions(), {"eu", "us", "ap"});
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.count, 3);
  EXPECT_EQ(decision.reason, Reason::panic_use_all);
}

TEST(Decide, PanicRestoresNothingThatTheOperatorTook) {
  config::Config config = three_regions();
  upstream_of(config, "us").state = config::UpstreamState::disabled;
  upstream_of(config, "ap").weight = 0;
  EXPECT_EQ(order_of(decide_for(*view_of(config, {"eu", "us", "ap"}), client_in("DE"))), "eu");
}

TEST(Decide, PanicRefuseAnswers503) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::refuse;
  const auto view = view_of(config, {"eu", "us", "ap"});
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(decision.reason, Reason::all_out);
  EXPECT_EQ(decision.status, 503);
}

TEST(Decide, PanicLastGoodServesFromTheRegionsThatFellLast) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::last_good;
  const auto topology = topology_of(config);
  auto view = build_view(nullptr, inputs_of(topology));
  view = build_view(view.get(), inputs_of(topology, {"ap"}));
  view = build_view(view.get(), inputs_of(topology, {"ap", "eu"}));
  view = build_view(view.get(), inputs_of(topology, {"ap", "eu", "us"}));
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "us");
  EXPECT_EQ(decide_for(*view, client_in("DE")).reason, Reason::panic_last_good);
}

TEST(Decide, PanicLastGoodHoldsInsideAFence) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::last_good;
  add_fence(config, "residency", {"DE"}, {"eu", "ap"});
  const auto topology = topology_of(config);
  auto view = build_view(nullptr, inputs_of(topology));
  view = build_view(view.get(), inputs_of(topology, {"ap"}));
  view = build_view(view.get(), inputs_of(topology, {"ap", "eu"}));
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"))), "eu");
  EXPECT_EQ(order_of(decide_for(*view, client_in("US"))), "us");
}

TEST(Decide, PanicLastGoodWithoutAMemoryUsesAll) {
  config::Config config = three_regions();
  service_of(config).panic = config::Panic::last_good;
  EXPECT_EQ(decide_for(*view_of(config, {"eu", "us", "ap"}), client_in("DE")).count, 3);
}

TEST(Decide, RetryLeavesOutWhatFailedAndEndsWhenAllDid) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  const auto view = view_of(config);
  const Decision first = decide_for(*view, client_in("DE"));
  std::vector<UpstreamId> tried{first.candidate(0).id};
  EXPECT_EQ(order_of(decide_for(*view, client_in("DE"), tried)), "us ap");
  EXPECT_EQ(decide_for(*view, client_in("DE"), tried).reason, Reason::retry);
  tried.push_back(first.candidate(1).id);
  tried.push_back(first.candidate(2).id);
  const Decision last = decide_for(*view, client_in("DE"), tried);
  EXPECT_EQ(last.outcome, Outcome::refuse);
  EXPECT_EQ(last.reason, Reason::tried_all);
}

TEST(Decide, RetryNeverFallsBackOnRegionsThatAreOut) {
  const auto view = view_of(three_regions(), {"us", "ap"});
  const Decision first = decide_for(*view, client_in("DE"));
  const std::array tried{first.candidate(0).id};
  EXPECT_EQ(decide_for(*view, client_in("DE"), tried).reason, Reason::tried_all);
}

TEST(Decide, RetryOnAnotherViewKnowsItsUpstreamsById) {
  config::Config config = three_regions();
  service_of(config).steps = {step_of(config::StepType::nearest)};
  const auto topology = topology_of(config);
  const auto view = build_view(nullptr, inputs_of(topology));
  const std::array tried{decide_for(*view, client_in("DE")).candidate(0).id};
  // `ap` leaves, so that eu and us have other candidate numbers.
  std::erase_if(service_of(config).upstreams, [](const auto& u) { return u.region == "ap"; });
  const auto next = build_view(view.get(), inputs_of(topology_of(config, topology.get())));
  EXPECT_EQ(order_of(decide_for(*next, client_in("DE"), tried)), "us");
}

TEST(Decide, StepsComposeAndTheLastOneThatNarrowedIsTheReason) {
  config::Config config = three_regions();
  config::Step geo = step_of(config::StepType::geo);
  geo.rules = {geo_rule({"DE"}, {{"us", "eu"}, {"ap"}})};
  service_of(config).steps = {geo, step_of(config::StepType::nearest)};
  const auto view = view_of(config);
  const Decision decision = decide_for(*view, client_in("DE"));
  EXPECT_EQ(order_of(decision), "eu us ap");
  EXPECT_EQ(decision.reason, Reason::nearest);
}

TEST(Decide, GivesTheSameAnswerOnTwentyEdges) {  // R8
  const auto first = view_of(three_regions());
  for (int edge = 0; edge < 20; ++edge) {
    config::Config config = three_regions();
    config.edge.id = "edge-" + std::to_string(edge);
    const auto view = view_of(config);
    ASSERT_EQ(view->digest, first->digest);
    for (std::uint32_t i = 0; i < 1000; ++i)
      ASSERT_EQ(order_of(decide_for(*view, client_in("DE", i))),
                order_of(decide_for(*first, client_in("DE", i))));
  }
}

}  // namespace
}  // namespace meridian::routing::test
