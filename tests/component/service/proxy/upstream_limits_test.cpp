// What an upstream is spared: limits, the retry budget, and the time of one attempt.
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <future>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"
#include "scripts.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;
using observability::Termination;

constexpr auto kSilent = [](const ScriptedOrigin::Request&) { return ScriptedOrigin::Reply{}; };

// The first region with these limits.
std::string limited(const std::vector<std::pair<std::string, std::uint16_t>>& regions,
                    const std::string& limits, const std::string& more = "") {
  return replaced(config_for(regions, more), "priority: 1}",
                  "priority: 1, limits: " + limits + "}");
}

std::string with_budget(const std::vector<std::pair<std::string, std::uint16_t>>& regions,
                        const std::string& budget) {
  return replaced(config_for(regions), "policy: failover",
                  "policy: failover\n    retry_budget: " + budget);
}

// Accepts nothing, and has no room for connections that wait.
class FullListener {
 public:
  FullListener() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    ::bind(listener_, generic, size);
    ::listen(listener_, 0);
    getsockname(listener_, generic, &size);
    port_ = ntohs(address.sin_port);
    for (int& fd : waiting_) {
      fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      ::connect(fd, generic, size);
    }
  }
  ~FullListener() {
    for (const int fd : waiting_) ::close(fd);
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }

 private:
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::array<int, 4> waiting_{};
  std::uint16_t port_ = 0;
};

TEST(UpstreamLimits, ARegionWithEnoughRequestsIsPassedOver) {
  ScriptedOrigin eu(kSilent);
  ScriptedOrigin us(named("us"));
  Edge edge(limited({{"eu", eu.port()}, {"us", us.port()}}, "{requests: 1}"));
  RawClient first(edge.port());
  first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return eu.requests().size() == 1; }));
  RawClient second(edge.port());
  for (int i = 0; i < 10; ++i) EXPECT_EQ(second.get("/").body, "us");
  EXPECT_EQ(eu.requests().size(), 1U);
}

TEST(UpstreamLimits, WhereNoRegionIsLeftTheAnswerIs503) {
  ScriptedOrigin eu(kSilent);
  Edge edge(limited({{"eu", eu.port()}}, "{requests: 1}"));
  RawClient first(edge.port());
  first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return eu.requests().size() == 1; }));
  RawClient second(edge.port());
  const auto refused = second.get("/");
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Retry-After"), "1");
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_upstream));
}

TEST(UpstreamLimits, ConnectionsAreReusedAndNotExceeded) {
  std::promise<void> release;
  ScriptedOrigin eu([released = release.get_future().share()](const auto& request) {
    if (request.head.find(" /held ") != request.head.npos) released.wait();
    return ScriptedOrigin::ok("eu");
  });
  ScriptedOrigin us(named("us"));
  Edge edge(limited({{"eu", eu.port()}, {"us", us.port()}}, "{connections: 1}"));
  RawClient first(edge.port());
  first.send("GET /held HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(eventually([&] { return eu.requests().size() == 1; }));
  RawClient second(edge.port());
  EXPECT_EQ(second.get("/").body, "us");
  release.set_value();
  EXPECT_EQ(first.receive().body, "eu");
  EXPECT_TRUE(eventually([&] { return second.get("/").body == "eu"; }));
  EXPECT_EQ(first.get("/").body, "eu");
  EXPECT_EQ(eu.connections(), 1);
}

TEST(UpstreamLimits, ARegionWithEnoughConnectionsUnderWayIsPassedOver) {
  FullListener eu;
  ScriptedOrigin us(named("us"));
  Edge edge(
      limited({{"eu", eu.port()}, {"us", us.port()}}, "{pending: 1}", "timeouts: {connect: 1h}\n"));
  RawClient first(edge.port());
  first.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  RawClient second(edge.port());
  EXPECT_TRUE(eventually([&] { return edge.metrics().requests.value() == 1; }));
  for (int i = 0; i < 10; ++i) EXPECT_EQ(second.get("/").body, "us");
}

TEST(RetryBudget, WithoutOneARequestThatWasSentIsNotSentAgain) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(with_budget({{"eu", eu.port()}, {"us", us.port()}}, "{percent: 0%, min: 0}"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 502);
  EXPECT_TRUE(us.requests().empty());
  const auto* upstream = edge.metrics().find_upstream(UpstreamId{0});
  ASSERT_NE(upstream, nullptr);
  EXPECT_EQ(upstream->retries_withheld.value(), 1U);
}

TEST(RetryBudget, IsGivenBackWhenTheRequestEnds) {
  ScriptedOrigin eu(closes);
  ScriptedOrigin us(named("us"));
  Edge edge(with_budget({{"eu", eu.port()}, {"us", us.port()}}, "{percent: 0%, min: 1}"));
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.get("/").body, "us");
}

TEST(RetryBudget, ARefusedConnectionDoesNotDrawOnIt) {
  ScriptedOrigin dead(named("dead"));
  ScriptedOrigin us(named("us"));
  Edge edge(with_budget({{"eu", dead.port()}, {"us", us.port()}}, "{percent: 0%, min: 0}"));
  dead.stop();
  RawClient client(edge.port());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.get("/").body, "us");
}

TEST(RetryBudget, AStaleConnectionDoesNotDrawOnIt) {  // S8
  ScriptedOrigin eu([](const auto& request) {
    if (request.connection == 1 && request.number == 2) return ScriptedOrigin::Reply{"", true};
    return ScriptedOrigin::ok("eu");
  });
  Edge edge(with_budget({{"eu", eu.port()}}, "{percent: 0%, min: 0}"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "eu");
  EXPECT_EQ(client.get("/").body, "eu");
}

TEST(PerTry, AnAttemptThatTakesTooLongIsFollowedByTheNext) {  // S16
  ScriptedOrigin eu(kSilent);
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}},
                       "timeouts: {per_try: 1s, response_head: 1h}\n"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body, "us");
  EXPECT_EQ(eu.requests().size(), 1U);
}

TEST(PerTry, WhereARequestMayNotBeSentAgainTheAnswerIs504) {  // S16
  ScriptedOrigin eu(kSilent);
  ScriptedOrigin us(named("us"));
  Edge edge(config_for({{"eu", eu.port()}, {"us", us.port()}},
                       "timeouts: {per_try: 50ms, response_head: 1h}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(client.receive().status, 504);
  EXPECT_TRUE(us.requests().empty());
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::per_try_timeout));
}

TEST(PerTry, TheTimeOfTheClientsBodyDoesNotCount) {
  ScriptedOrigin eu([](const auto& request) {
    const bool silent = request.head.find(" /silent ") != request.head.npos;
    return silent ? ScriptedOrigin::Reply{} : ScriptedOrigin::ok("eu");
  });
  Edge edge(config_for({{"eu", eu.port()}}, "timeouts: {per_try: 1s, response_head: 1h}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n");
  // Another request's attempt, which began later, comes to its end meanwhile.
  RawClient other(edge.port());
  other.send("POST /silent HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
  EXPECT_EQ(other.receive().status, 504);
  client.send("x");
  EXPECT_EQ(client.receive().status, 200);
}

}  // namespace
}  // namespace meridian::proxy::test
