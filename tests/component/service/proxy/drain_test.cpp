// A worker that goes away: what its clients are told, and what they still get.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "meridian/core/http/websocket_frames.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;

constexpr std::string_view kUpgrade =
    "GET /chat HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";

ScriptedOrigin::Reply answer(const ScriptedOrigin::Request& request) {
  if (!request.head.starts_with("GET /chat ")) return ScriptedOrigin::ok("http");
  return {.bytes =
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
              "Upgrade: websocket\r\n\r\n",
          .echo = true};
}

class Drain : public ::testing::Test {
 protected:
  ScriptedOrigin origin_{answer};
  Edge edge_{config_for({{"eu", origin_.port()}})};
};

TEST_F(Drain, ARequestThatWasOnItsWayIsAnswered) {
  RawClient client(edge_.port());
  EXPECT_EQ(client.get("/").field("Connection"), "");
  edge_.worker().drain(std::chrono::minutes{5});
  const auto last = client.get("/");
  EXPECT_EQ(last.body, "http");
  EXPECT_EQ(last.field("Connection"), "close");
  EXPECT_EQ(client.receive_to_end(), "");
  edge_.wait_drained();
}

TEST_F(Drain, WebSocketsAreToldToGoAway) {
  RawClient client(edge_.port());
  client.send(kUpgrade);
  ASSERT_EQ(client.receive().status, 101);
  edge_.worker().drain(seconds{1});
  EXPECT_EQ(client.receive_to_end(), http::kGoingAway);
  edge_.wait_drained();
  EXPECT_FALSE(client.was_reset());
}

TEST_F(Drain, AFrameThatIsUnderWayIsNotCut) {
  const std::string frame("\x82\x05hello", 7);
  RawClient client(edge_.port());
  client.send(kUpgrade);
  ASSERT_EQ(client.receive().status, 101);
  client.send(frame.substr(0, 4));
  std::string received;
  while (received.size() < 4) received += client.receive_some();
  RawClient other(edge_.port());
  other.send(kUpgrade);
  ASSERT_EQ(other.receive().status, 101);
  edge_.worker().drain(milliseconds{100});
  EXPECT_EQ(other.receive_to_end(), http::kGoingAway);
  client.send(frame.substr(4));
  received += client.receive_to_end();
  EXPECT_EQ(received, frame + std::string(http::kGoingAway));
  edge_.wait_drained();
}

// What came before the worker accepted is not lost: it waits in the socket, as during an upgrade.
TEST_F(Drain, AWorkerThatDoesNotAcceptYetServesWhatWaitsOnceItDoes) {
  Edge later(config_for({{"eu", origin_.port()}}), false);
  RawClient early(later.port());
  early.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(later.metrics().accepted.value(), 0U);
  later.worker().accept();
  EXPECT_EQ(early.receive().body, "http");
}

TEST_F(Drain, ATunnelThatBeginsMeanwhileIsClosedWithin) {
  RawClient client(edge_.port());
  EXPECT_EQ(client.get("/").status, 200);
  edge_.worker().drain(seconds{2});
  client.send(kUpgrade);
  ASSERT_EQ(client.receive().status, 101);
  EXPECT_EQ(client.receive_to_end(), http::kGoingAway);
  edge_.wait_drained();
}

}  // namespace
}  // namespace meridian::proxy::test
