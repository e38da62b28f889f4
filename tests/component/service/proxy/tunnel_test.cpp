// S4: WebSocket connections, which are tunnels behind a 101 and nothing else.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;

constexpr std::string_view kHandshake =
    "GET /chat HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n";

ScriptedOrigin::Reply switching(const ScriptedOrigin::Request&) {
  return {.bytes =
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
              "Upgrade: websocket\r\nSec-WebSocket-Accept: a\r\n\r\nhi ",
          .echo = true};
}

TEST(Tunnel, Behind101BytesPassBothWaysUntilBothSidesEnd) {
  ScriptedOrigin origin(switching);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(kHandshake);
  const auto response = client.receive();
  EXPECT_EQ(response.status, 101);
  EXPECT_EQ(response.field("Upgrade"), "websocket");
  EXPECT_EQ(response.field("Connection"), "upgrade");
  EXPECT_EQ(response.field("Sec-WebSocket-Accept"), "a");
  std::string received;
  while (received.size() < 3) received += client.receive_some();
  EXPECT_EQ(received, "hi ");
  const std::string block(100'000, '\x81');
  for (int i = 0; i < 30; ++i) {
    client.send(block);
    for (received.clear(); received.size() < block.size();) {
      const std::string some = client.receive_some();
      ASSERT_NE(some, "");
      received += some;
    }
    ASSERT_EQ(received, block);
  }
  client.finish_sending();
  EXPECT_EQ(client.receive_to_end(), "");
  const std::string head = origin.requests().at(0).head;
  EXPECT_NE(head.find("Connection: upgrade\r\nUpgrade: websocket\r\n"), head.npos);
  EXPECT_NE(head.find("Sec-WebSocket-Key: k\r\n"), head.npos);
}

TEST(Tunnel, IsNeverUsedForAnotherRequestUpstream) {
  ScriptedOrigin origin([](const auto& request) {
    return request.head.starts_with("GET /chat ") ? switching(request) : ScriptedOrigin::ok("http");
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient first(edge.port());
  first.send(kHandshake);
  ASSERT_EQ(first.receive().status, 101);
  first.finish_sending();
  EXPECT_EQ(first.receive_to_end(), "hi ");
  RawClient second(edge.port());
  EXPECT_EQ(second.get("/").body, "http");
  EXPECT_EQ(origin.connections(), 2);
}

// CVE-2024-23326: anything but 101 leaves the connection with HTTP, and what follows is a request.
TEST(Tunnel, AnAnswerOtherThan101StaysHttpAndWhatFollowsIsARequest) {
  ScriptedOrigin origin([](const auto& request) {
    return ScriptedOrigin::ok(request.head.substr(0, request.head.find(" HTTP")));
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(std::string(kHandshake) + "GET /next HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.receive().body, "GET /chat");
  EXPECT_EQ(client.receive().body, "GET /next");
  ASSERT_EQ(origin.requests().size(), 2u);
  EXPECT_NE(origin.requests()[1].head.find("Via: "), std::string::npos);  // written by the edge
}

TEST(Tunnel, WhatTheClientSentAheadGoesThroughOnlyAfter101) {
  ScriptedOrigin origin(switching);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(std::string(kHandshake) + "ahead");
  ASSERT_EQ(client.receive().status, 101);
  client.finish_sending();
  EXPECT_EQ(client.receive_to_end(), "hi ahead");
  EXPECT_EQ(origin.requests().size(), 1u);
}

TEST(Tunnel, OtherProtocolsAreNotPassedOn) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("plain"); });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(
      "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade, HTTP2-Settings\r\n"
      "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
  EXPECT_EQ(client.receive().body, "plain");
  const std::string head = origin.requests().at(0).head;
  EXPECT_EQ(head.find("pgrade"), head.npos);
  EXPECT_EQ(head.find("HTTP2-Settings"), head.npos);
}

TEST(Tunnel, AnUpgradeWithABodyStaysHttp) {
  ScriptedOrigin origin([](const auto& request) { return ScriptedOrigin::ok(request.body); });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(
      "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Content-Length: 4\r\n\r\nbody");
  EXPECT_EQ(client.receive().body, "body");
  EXPECT_EQ(origin.requests().at(0).head.find("pgrade"), std::string::npos);
}

TEST(Tunnel, ASwitchToAnotherProtocolThanAskedForIsABadGateway) {
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{
        "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n"};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(kHandshake);
  EXPECT_EQ(client.receive().status, 502);
}

TEST(Tunnel, AResetOfTheUpstreamResetsTheClient) {
  ScriptedOrigin origin([](const auto& request) {
    auto reply = switching(request);
    reply.echo = false;
    reply.reset = true;
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(kHandshake);
  client.receive_to_end();
  EXPECT_TRUE(client.was_reset());
}

}  // namespace
}  // namespace meridian::proxy::test
