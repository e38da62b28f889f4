// What a client gets that asks for too much, and what the others get meanwhile.
#include <gtest/gtest.h>

#include <future>
#include <list>
#include <utility>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;
using observability::Termination;

constexpr std::string_view kOne = "X-Forwarded-For: 192.0.2.1\r\n";
constexpr std::string_view kOther = "X-Forwarded-For: 192.0.2.2\r\n";

// An origin that answers /held only when it is released, and all else at once.
class Holding {
 public:
  ~Holding() { release(); }
  void release() {
    if (!std::exchange(released_, true)) release_.set_value();
  }
  std::uint16_t port() const { return origin_.port(); }
  std::size_t requests() const { return origin_.requests().size(); }
  // A request has arrived.
  bool arrived() const {
    return eventually([this] { return requests() != 0; });
  }

 private:
  bool released_ = false;
  std::promise<void> release_;
  ScriptedOrigin origin_{[future = release_.get_future().share()](const auto& request) {
    if (request.head.find(" /held ") != request.head.npos) future.wait();
    return ScriptedOrigin::ok("eu");
  }};
};

constexpr std::string_view kGetHeld = "GET /held HTTP/1.1\r\nHost: a.example\r\n";

TEST(RateLimit, AClientBeyondItsRateGets429AndOthersAreServed) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {rate_per_client: {rate: 1/h, burst: 2}}\n"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/", kOne).status, 200);
  EXPECT_EQ(client.get("/", kOne).status, 200);
  const auto refused = client.get("/", kOne);
  EXPECT_EQ(refused.status, 429);
  EXPECT_GT(std::stoi(refused.field("Retry-After")), 3000);
  EXPECT_LE(std::stoi(refused.field("Retry-After")), 3600);
  // The connection stays, and serves another client of the same proxy.
  EXPECT_EQ(client.get("/", kOther).status, 200);
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_rate_per_client));
  EXPECT_EQ(eu.requests(), 3U);
}

TEST(RateLimit, ClientsOfOneNetworkAreOneClient) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}},
                       "limits: {client_prefix_v6: 48, rate_per_client: {rate: 1/h}}\n"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/", "X-Forwarded-For: 2001:db8:1::1\r\n").status, 200);
  EXPECT_EQ(client.get("/", "X-Forwarded-For: 2001:db8:1:2::3\r\n").status, 429);
  EXPECT_EQ(client.get("/", "X-Forwarded-For: 2001:db8:2::1\r\n").status, 200);
}

TEST(RateLimit, OfARouteHoldsForAllClientsTogether) {
  Holding eu;
  Edge edge(replaced(config_for({{"eu", eu.port()}}), "routes: [{service: api}]",
                     "routes: [{service: api}, {service: api, path_prefix: /dear, "
                     "rate_limit: {rate: 1/h, burst: 1}}]"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/dear", kOne).status, 200);
  EXPECT_EQ(client.get("/dear", kOther).status, 429);
  EXPECT_EQ(client.get("/", kOther).status, 200);
  edge.publish_out({});  // a new view does not fill the bucket
  EXPECT_EQ(client.get("/dear", kOther).status, 429);
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_rate_of_route, 2));
}

TEST(RequestLimit, OfTheProcessIs503AndOfAClient429) {
  for (const bool per_client : {false, true}) {
    Holding eu;
    Edge edge(config_for({{"eu", eu.port()}}, per_client ? "limits: {requests_per_client: 1}\n"
                                                         : "limits: {requests: 1}\n"));
    RawClient first(edge.port());
    first.send(std::string(kGetHeld) + std::string(kOne) + "\r\n");
    ASSERT_TRUE(eu.arrived());
    RawClient second(edge.port());
    const auto refused = second.get("/", kOne);
    EXPECT_EQ(refused.status, per_client ? 429 : 503);
    EXPECT_EQ(refused.field("Retry-After"), "1");
    EXPECT_EQ(second.get("/", kOther).status, per_client ? 200 : 503);
    eu.release();
    EXPECT_EQ(first.receive().status, 200);
    EXPECT_TRUE(eventually([&] { return second.get("/", kOne).status == 200; }));
  }
}

TEST(BodyLimit, AnAnnouncedBodyThatIsTooLargeIs413BeforeItIsRead) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {body_bytes: 1KiB}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1024\r\n\r\n" +
              std::string(1024, 'x'));
  EXPECT_EQ(client.receive().status, 200);
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1025\r\n\r\n");
  const auto refused = client.receive();
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.field("Connection"), "close");
  EXPECT_EQ(eu.requests(), 1U);
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_body));
}

TEST(BodyLimit, AChunkedBodyIs413WhenItBecomesTooLarge) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {body_bytes: 1KiB}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" +
              std::string(1024, 'x') + "\r\n");
  client.send("1\r\nx\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_EQ(eu.requests(), 0U);
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_body));
}

TEST(BodyRate, ABodyThatTricklesIs408) {  // S16
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}},
                       "limits: {body_rate_min: 100KiB}\n"
                       "timeouts: {request_body: 200ms}\n"));
  RawClient client(edge.port());
  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n");
  const auto refused = client.receive();
  EXPECT_EQ(refused.status, 408);
  EXPECT_EQ(refused.field("Connection"), "close");
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::slow_body));
}

TEST(BodyRate, DemandsNothingOfARequestThatIsComplete) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}},
                       "limits: {body_rate_min: 1GiB}\n"
                       "timeouts: {request_body: 1ms, response_head: 20s}\n"));
  RawClient client(edge.port());
  client.send(std::string(kGetHeld) + "\r\n");
  ASSERT_TRUE(eu.arrived());
  RawClient later(edge.port());  // the worker's clock goes on
  for (int i = 0; i < 100; ++i) EXPECT_EQ(later.get("/").status, 200);
  eu.release();
  EXPECT_EQ(client.receive().status, 200);
}

TEST(ConnectionLimit, AClientsConnectionBeyondItIsClosedUnread) {
  Holding eu;
  Edge edge(replaced(config_for({{"eu", eu.port()}}, "limits: {connections_per_client: 2}\n"),
                     "trusted_proxies: [127.0.0.0/8]\n", ""));
  auto one = std::make_unique<RawClient>(edge.port());
  RawClient two(edge.port());
  EXPECT_EQ(one->get("/").status, 200);
  EXPECT_EQ(two.get("/").status, 200);
  RawClient three(edge.port());
  EXPECT_EQ(three.receive_to_end(), "");
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_connections_per_client));
  EXPECT_EQ(edge.metrics().connections_refused.value(), 1U);
  one.reset();
  EXPECT_TRUE(eventually([&] { return RawClient(edge.port()).get("/").status == 200; }));
}

TEST(ConnectionLimit, OfTheProcessClosesUnread) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {connections: 1}\n"));
  RawClient one(edge.port());
  EXPECT_EQ(one.get("/").status, 200);
  RawClient two(edge.port());
  EXPECT_EQ(two.receive_to_end(), "");
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_connections));
}

TEST(ConnectionLimit, ATrustedProxyIsNotOneClient) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {connections_per_client: 1}\n"));
  std::list<RawClient> clients;
  for (int i = 0; i < 3; ++i) EXPECT_EQ(clients.emplace_back(edge.port()).get("/").status, 200);
}

TEST(ConnectionLimit, HoldsForTheClientThatAProxyHeaderNames) {
  Holding eu;
  Edge edge(replaced(config_for({{"eu", eu.port()}}, "limits: {connections_per_client: 1}\n"),
                     "protocol: http}", "protocol: http, proxy_protocol: required}"));
  const auto begin = [](RawClient& client, const std::string& address) {
    client.send("PROXY TCP4 " + address + " 192.0.2.100 1000 80\r\n");
    return client.get("/").status;
  };
  auto one = std::make_unique<RawClient>(edge.port());
  EXPECT_EQ(begin(*one, "192.0.2.1"), 200);
  RawClient other(edge.port());
  EXPECT_EQ(begin(other, "192.0.2.2"), 200);
  RawClient two(edge.port());
  EXPECT_EQ(begin(two, "192.0.2.1"), 0);
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::limit_connections_per_client));
  one.reset();
  EXPECT_TRUE(eventually([&] {
    RawClient again(edge.port());
    return begin(again, "192.0.2.1") == 200;
  }));
}

// 16 KiB header bombs that never end.
TEST(MemoryLimit, BeyondItConnectionsAreClosedAndRequestsRefused) {
  Holding eu;
  Edge edge(config_for({{"eu", eu.port()}}, "limits: {memory: 1MiB}\n"));
  RawClient victim(edge.port());
  EXPECT_EQ(victim.get("/").status, 200);
  {
    std::list<RawClient> bombs;
    const std::string bomb = "GET / HTTP/1.1\r\nHost: a\r\nA: " + std::string(16 * 1024, 'x');
    for (int i = 0; i < 70; ++i) bombs.emplace_back(edge.port()).send(bomb);
    RawClient::Response refused;
    EXPECT_TRUE(eventually([&] { return (refused = victim.get("/")).status == 503; }));
    EXPECT_EQ(refused.field("Retry-After"), "1");
    EXPECT_LT(edge.metrics().held_bytes.value(), 3U << 20);
    RawClient late(edge.port());
    EXPECT_EQ(late.receive_to_end(), "");
    const auto& ends = edge.metrics().terminations;
    EXPECT_TRUE(eventually([&] {
      return ends[static_cast<std::size_t>(Termination::limit_memory_at_accept)].value() != 0;
    }));
  }
  EXPECT_TRUE(eventually([&] { return victim.get("/").status == 200; }));
  EXPECT_TRUE(eventually([&] { return edge.metrics().held_bytes.value() == 0; }));
}

}  // namespace
}  // namespace meridian::proxy::test
