// What happens when a region fails: S8, S9, R6.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"
#include "scripts.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;

TEST(Retry, ARefusedConnectionGoesToTheNextRegion) {
  ScriptedOrigin dead(named("dead"));
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", dead.port()}, {"us", us.port()}}));
  dead.stop();
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) ASSERT_EQ(client.get("/").body, "us");
}

TEST(Retry, APostThatWasNotSentMayAlsoGoToTheNextRegion) {
  ScriptedOrigin dead(named("dead"));
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", dead.port()}, {"us", us.port()}}));
  dead.stop();
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client.receive().body, "us");
  EXPECT_EQ(us.requests().at(0).body, "body");
}

TEST(Retry, AGetWhoseConnectionBrokeIsSentToTheNextRegion) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "us");
  EXPECT_NE(us.requests().at(0).head.find("Meridian-Attempt: 2\r\n"), std::string::npos);
}

TEST(Retry, APostWhoseConnectionBrokeIsNotSentTwice) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client.receive().status, 502);
  EXPECT_TRUE(us.requests().empty());
}

TEST(Retry, APutKeepsItsBodyForTheNextRegion) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  client.send("PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client.receive().body, "us");
  EXPECT_EQ(us.requests().at(0).body, "body");
}

TEST(Retry, APutWithABodyTooLargeToKeepIsNotSentTwice) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(
      config_for({{"eu", eu.port()}, {"us", us.port()}}, "limits: {replay_body_bytes: 1KiB}\n"));
  RawClient client(edge.port());
  client.send("PUT / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 2000\r\n\r\n" +
              std::string(2000, 'x'));
  EXPECT_EQ(client.receive().status, 502);
  EXPECT_TRUE(us.requests().empty());
}

TEST(Retry, AStalePooledConnectionIsReplacedInTheSameRegion) {  // S8
  ScriptedOrigin eu([](const auto& request) {
    // The first connection answers once, then closes on its second request without a word.
    if (request.connection == 1 && request.number == 2) return ScriptedOrigin::Reply{"", true};
    return ScriptedOrigin::ok("eu");
  });
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "eu");
  EXPECT_EQ(client.get("/").body, "eu");
  EXPECT_EQ(eu.connections(), 2);
  EXPECT_TRUE(us.requests().empty());
}

TEST(Retry, AResponseThatHasStartedIsNeverRetried) {
  ScriptedOrigin eu([](const auto&) {
    return ScriptedOrigin::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart", true};
  });
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  EXPECT_FALSE(client.get("/").complete);
  EXPECT_TRUE(us.requests().empty());
}

TEST(Retry, StopsAtTheConfiguredNumberOfAttempts) {
  ScriptedOrigin a(closes);
  ScriptedOrigin b(closes);
  ScriptedOrigin c(named("c"));
  Edge edge(
      config_for({{"a", a.port()}, {"b", b.port()}, {"c", c.port()}}, "limits: {attempts: 2}\n"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 502);
  EXPECT_TRUE(c.requests().empty());
}

TEST(Retry, AnUnansweredRequestTimesOutWith504) {  // S16
  ScriptedOrigin eu([](const auto&) { return ScriptedOrigin::Reply{}; });
  Edge edge(config_for({{"eu", eu.port()}}, "timeouts: {response_head: 100ms}\n"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 504);
}

TEST(Retry, AHeadThatDoesNotArriveTimesOutWith408) {  // S16
  ScriptedOrigin eu(named("eu"));
  Edge edge(config_for({{"eu", eu.port()}}, "timeouts: {request_head: 100ms}\n"));
  RawClient client(edge.port());
  client.send("GET / HT");
  EXPECT_EQ(client.receive().status, 408);
}

TEST(Retry, ARegionThatIsOutIsNotTried) {
  ScriptedOrigin eu(named("eu"));
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "eu");
  edge.publish_out({{"api", "eu"}});
  std::string body;
  for (int i = 0; i < 1000 && body != "us"; ++i) body = client.get("/").body;
  EXPECT_EQ(body, "us");
  const std::size_t before = eu.requests().size();
  for (int i = 0; i < 50; ++i) ASSERT_EQ(client.get("/").body, "us");
  EXPECT_EQ(eu.requests().size(), before);
}

}  // namespace
}  // namespace meridian::proxy::test
