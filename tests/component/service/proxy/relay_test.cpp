// What goes through a worker, over real sockets.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;

ScriptedOrigin::Reply hello(const ScriptedOrigin::Request& request) {
  return ScriptedOrigin::ok("hello " + request.body);
}

std::string chunked(std::size_t chunks) {
  std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t i = 0; i < chunks; ++i) bytes += "5;ext=1\r\nabcde\r\n";
  return bytes + "0\r\n\r\n";
}

TEST(Relay, PassesASmallGetAndItsAnswer) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  const auto response = client.get("/x?y=1");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "hello ");
  ASSERT_EQ(origin.requests().size(), 1u);
  EXPECT_EQ(origin.requests()[0].head.rfind("GET /x?y=1 HTTP/1.1\r\n", 0), 0u);
}

TEST(Relay, ManyRequestsShareOneConnectionOnEitherSide) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 50; ++i) ASSERT_EQ(client.get("/").status, 200);
  EXPECT_EQ(origin.connections(), 1);
  EXPECT_EQ(edge.metrics().accepted.value(), 1u);
}

TEST(Relay, AnswersPipelinedRequestsInOrder) {  // S6
  ScriptedOrigin origin([](const auto& request) {
    return ScriptedOrigin::ok(request.head.substr(4, request.head.find(' ', 4) - 4));
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  std::string all;
  for (int i = 0; i < 20; ++i)
    all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
  client.send(all);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(client.receive().body, "/" + std::to_string(i));
}

TEST(Relay, AHeadThatArrivesByteByByteIsServed) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (const char c : std::string("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"))
    client.send({&c, 1});
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Relay, AHeadThatCanOnlyBeWrongIsRefusedBeforeItsEnd) {  // F10, H1
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  for (const std::string head : {"GET / HTTP/1.1\nHost: a.example\n\n", "get /", "\x16\x03\x01",
                                 "GET / HTTP/1.1\r\nHost: a.example\r\nA : b\r\n"}) {
    RawClient client(edge.port());
    client.send(head);
    EXPECT_EQ(client.receive().status, 400) << head;
    EXPECT_EQ(client.receive_to_end(), "");
    RawClient slow(edge.port());
    for (const char c : head + "\n") slow.send({&c, 1});
    EXPECT_EQ(slow.receive().status, 400) << head;
  }
  EXPECT_TRUE(origin.requests().empty());
}

TEST(Relay, PassesAFixedRequestBody) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  const std::string body(300000, 'x');
  client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 300000\r\n\r\n");
  client.send(body);
  EXPECT_EQ(client.receive().body, "hello " + body);
  EXPECT_EQ(client.get("/").status, 200);
}

TEST(Relay, PassesAChunkedRequestBodyWithoutItsExtensions) {  // F4
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(
      "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5;a=b\r\nabcde\r\n0\r\n\r\n");
  EXPECT_EQ(client.receive().body, "hello 5\r\nabcde\r\n0\r\n\r\n");
}

TEST(Relay, PassesAChunkedAnswerAndDechunksItForHttp10) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::Reply{chunked(500)}; });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient modern(edge.port());
  const auto response = modern.get("/");
  EXPECT_TRUE(response.complete);
  EXPECT_EQ(response.body.size(), 2500u);
  RawClient old(edge.port());
  old.send("GET / HTTP/1.0\r\n\r\n");
  const auto plain = old.receive();
  EXPECT_TRUE(plain.complete);
  EXPECT_EQ(plain.field("Transfer-Encoding"), "");
  EXPECT_EQ(plain.body.size(), 2500u);
}

TEST(Relay, AnAnswerThatEndsWithTheConnectionIsChunkedForTheClient) {
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it", true};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 3; ++i) {
    const auto response = client.get("/");
    EXPECT_TRUE(response.complete);
    EXPECT_EQ(response.body, "all of it");
  }
}

TEST(Relay, AHeadAnswerHasNoBodyAndTheConnectionGoesOn) {  // S1
  ScriptedOrigin origin([](const auto& request) {
    if (request.head[0] == 'H')
      return ScriptedOrigin::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"};
    return ScriptedOrigin::ok("next");
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send("HEAD / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.receive(true).field("Content-Length"), "1000");
  EXPECT_EQ(client.get("/").body, "next");
}

TEST(Relay, ForwardsInterimResponses) {  // S2
  ScriptedOrigin origin([](const auto&) {
    auto reply = ScriptedOrigin::ok("done");
    reply.bytes = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + reply.bytes;
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 103);
  EXPECT_EQ(client.receive().body, "done");
}

TEST(Relay, ASwitchNobodyAskedForIsABadGateway) {  // S4
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 502);
}

TEST(Relay, ACutResponseIsVisiblyCutForTheClient) {  // F7
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this", true};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_FALSE(client.get("/").complete);
  EXPECT_TRUE(client.was_reset());
}

TEST(Relay, BytesBeyondTheAnswerAreNeverAnotherAnswer) {  // F9
  ScriptedOrigin origin([](const auto&) {
    auto reply = ScriptedOrigin::ok("mine");
    reply.bytes += "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nevil!";
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/").body, "mine");
  EXPECT_EQ(origin.connections(), 3);
}

TEST(Relay, RefusesAmbiguousFramingAndClosesWithoutForwarding) {  // F1
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(
      "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nTransfer-Encoding: "
      "chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.receive().status, 400);
  EXPECT_EQ(client.receive_to_end(), "");
  EXPECT_TRUE(origin.requests().empty());
}

TEST(Relay, TellsTheOriginWhoTheClientIs) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.get("/", "X-Forwarded-For: 80.128.0.1\r\nMeridian-Region: forged\r\n");
  const std::string head = origin.requests().at(0).head;
  EXPECT_NE(head.find("X-Forwarded-For: 80.128.0.1, 127.0.0.1\r\n"), head.npos) << head;
  EXPECT_NE(head.find("X-Request-Id: "), head.npos);
  EXPECT_NE(head.find("Via: 1.1 edge-1\r\n"), head.npos) << head;
  EXPECT_EQ(head.find("forged"), head.npos);
}

TEST(Relay, ARequestThatComesBackToItsEdgeIsALoop) {  // H8
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/", "Via: 1.1 edge-1\r\n").status, 508);
}

TEST(Relay, HalfCloseAfterTheRequestStillGetsTheWholeAnswer) {  // S7
  const std::string large(1 << 20, 'z');
  ScriptedOrigin origin([&](const auto&) { return ScriptedOrigin::ok(large); });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  client.finish_sending();
  EXPECT_EQ(client.receive().body.size(), large.size());
}

TEST(Relay, DrainLetsTheRunningExchangeEndAndClosesIdleConnections) {
  ScriptedOrigin origin(hello);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient idle(edge.port());
  ASSERT_EQ(idle.get("/").status, 200);
  edge.worker().drain(seconds{8});
  edge.wait_drained();
  EXPECT_EQ(idle.receive_to_end(), "");
  EXPECT_EQ(edge.metrics().connections.value(), 0u);
}

}  // namespace
}  // namespace meridian::proxy::test
