// S4 on HTTP/2: WebSockets by extended CONNECT (RFC 8441), each a stream among others, to origins
// that speak HTTP/1.1.
#include <gtest/gtest.h>

#include "http2_client.hpp"
#include "meridian/core/http/websocket_frames.hpp"
#include "meridian/io/tls/websocket_accept.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::H2Fields;
using meridian::test::H2Peer;
using meridian::test::ScriptedOrigin;

const H2Fields kConnect{{":method", "CONNECT"},      {":protocol", "websocket"},
                        {":scheme", "http"},         {":path", "/chat"},
                        {":authority", "a.example"}, {"sec-websocket-version", "13"}};

const std::string kHello("\x81\x02hi");  // a frame

std::string key_in(const std::string& head) {
  constexpr std::string_view kName = "sec-websocket-key: ";
  const std::size_t at = head.find(kName);
  return at == head.npos
             ? ""
             : head.substr(at + kName.size(), head.find("\r\n", at) - at - kName.size());
}

ScriptedOrigin::Reply switching_with(const std::string& accept) {
  return {.bytes =
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
              "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " +
              accept + "\r\n\r\n" + kHello,
          .echo = true};
}

ScriptedOrigin::Reply switches(const ScriptedOrigin::Request& request) {
  if (!request.head.starts_with("GET /chat ")) return ScriptedOrigin::ok("http");
  return switching_with(tls::websocket_accept(key_in(request.head)));
}

// On stream 1, once the origin has greeted.
const meridian::test::H2Response& open_tunnel(Http2Client& client) {
  client.send(client.peer.headers(1, kConnect, false));
  const auto& tunnel = client.peer.response(1);
  EXPECT_TRUE(client.until([&] { return tunnel.body == kHello; }));
  return tunnel;
}

TEST(Http2Websocket, BytesPassBothWaysUntilBothSidesEnd) {
  ScriptedOrigin origin(switches);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& tunnel = open_tunnel(client);
  EXPECT_EQ(tunnel.status, 200);
  EXPECT_EQ(tunnel.field("sec-websocket-protocol"), "chat");
  EXPECT_EQ(tunnel.field("sec-websocket-accept"), "");
  EXPECT_EQ(tunnel.field("upgrade"), "");
  std::string said = kHello;
  for (const std::string& word :
       {std::string("one"), std::string(10'000, '\x81'), std::string("two")}) {
    client.send(H2Peer::data(1, word, false));
    said += word;
    ASSERT_TRUE(client.until([&] { return tunnel.body.size() == said.size(); }));
  }
  EXPECT_EQ(tunnel.body, said);
  EXPECT_EQ(client.get(3).body, "http");  // beside it
  client.send(H2Peer::data(1, "", true));
  EXPECT_TRUE(client.receive(1).ended);
  EXPECT_FALSE(tunnel.reset);
  const std::string head = origin.requests().at(0).head;
  EXPECT_NE(head.find("Connection: upgrade\r\nUpgrade: websocket\r\n"), head.npos);
  EXPECT_EQ(key_in(head).size(), 24U);
}

TEST(Http2Websocket, WhatTheOriginAnswersInsteadIsPassed) {
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"};
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.headers(1, kConnect, false));
  EXPECT_EQ(client.receive(1).status, 403);
  EXPECT_EQ(client.peer.response(1).body, "no");
}

TEST(Http2Websocket, AnOriginThatDidNotUnderstandTheKeyGetsNoTunnel) {
  ScriptedOrigin origin([](const auto&) { return switching_with("AAAAAAAAAAAAAAAAAAAAAAAAAAA="); });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.headers(1, kConnect, false));
  EXPECT_TRUE(client.receive(1).reset);
  EXPECT_EQ(client.peer.response(1).status, 0);
}

TEST(Http2Websocket, WhatTheOriginSaysBeforeItEndsArrives) {
  ScriptedOrigin origin([](const auto& request) {
    ScriptedOrigin::Reply reply = switches(request);
    reply.echo = false;
    reply.close = true;
    return reply;
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.headers(1, kConnect, false));
  EXPECT_TRUE(client.receive(1).ended);
  EXPECT_EQ(client.peer.response(1).body, kHello);
  client.send(H2Peer::data(1, "", true));
  EXPECT_EQ(client.get(3).status, 200);
}

TEST(Http2Websocket, ADrainSaysThatTheEdgeGoesAway) {
  ScriptedOrigin origin(switches);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& tunnel = open_tunnel(client);
  edge.worker().drain(std::chrono::milliseconds{200});
  ASSERT_TRUE(client.until([&] { return tunnel.ended || tunnel.reset; }));
  EXPECT_EQ(tunnel.body, kHello + std::string(http::kGoingAway));
  EXPECT_TRUE(client.ends());
  edge.wait_drained();
}

}  // namespace
}  // namespace meridian::proxy::test
