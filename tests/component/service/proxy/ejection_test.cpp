// What a worker makes of failures in a row: it avoids the endpoint at once, and tells the control
// thread of what kind they were.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"
#include "scripts.hpp"

namespace meridian::proxy::test {
namespace {

using health::LiveFailure;
using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;
using Verdicts = std::vector<LiveFailure>;

constexpr auto kServes = [](const ScriptedOrigin::Request&) { return ScriptedOrigin::ok("us"); };

ScriptedOrigin::Reply unavailable() {
  return {"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n", false};
}

TEST(Ejection, FiveResetsInARowEjectTheEndpointAtOnce) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(kServes);
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.get("/").body, "us");
  EXPECT_EQ(eu.requests().size(), 5U);
  EXPECT_EQ(edge.verdicts(), Verdicts{LiveFailure::broken});
}

TEST(Ejection, RefusedConnectionsAreOfAnotherKind) {
  ScriptedOrigin eu(kServes);
  ScriptedOrigin us(kServes);
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  eu.stop();
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.get("/").body, "us");
  EXPECT_EQ(edge.verdicts(), Verdicts{LiveFailure::connect});
}

TEST(Ejection, GatewayErrorsOfAnOnlyEndpointAreToldAndDoNotEjectIt) {
  ScriptedOrigin eu([](const auto&) { return unavailable(); });
  ScriptedOrigin us(kServes);
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 9; ++i) ASSERT_EQ(client.get("/").status, 503);
  EXPECT_EQ(eu.requests().size(), 9U);
  EXPECT_EQ(edge.verdicts(), Verdicts{LiveFailure::gateway_error});
}

TEST(Ejection, AGoodAnswerEndsTheRow) {
  ScriptedOrigin eu([](const auto& request) {
    return request.number % 5 == 0 ? ScriptedOrigin::ok("eu") : unavailable();
  });
  Edge edge(config_for({{"eu", eu.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) client.get("/");
  EXPECT_EQ(edge.verdicts(), Verdicts{});
}

TEST(Ejection, ClientsThatGoAwayAreNoFailures) {
  ScriptedOrigin eu([](const auto& request) {
    return request.head.starts_with("GET /never") ? ScriptedOrigin::Reply{}
                                                  : ScriptedOrigin::ok("eu");
  });
  Edge edge(config_for({{"eu", eu.port()}}));
  for (std::size_t i = 1; i <= 8; ++i) {
    RawClient client(edge.port());
    client.send("GET /never HTTP/1.1\r\nHost: a.example\r\n\r\n");
    ASSERT_TRUE(eventually([&] { return eu.requests().size() == i; }));
    client.reset();
  }
  ASSERT_TRUE(ends_with(edge.metrics(), observability::Termination::client_aborted, 8));
  EXPECT_EQ(RawClient(edge.port()).get("/").body, "eu");
  EXPECT_EQ(edge.verdicts(), Verdicts{});
}

}  // namespace
}  // namespace meridian::proxy::test
