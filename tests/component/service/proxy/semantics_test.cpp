// What a request means on its way: Expect, interim responses, early answers, hops.
#include <gtest/gtest.h>

#include "edge.hpp"
#include "raw_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;

ScriptedOrigin::Reply echo(const ScriptedOrigin::Request& request) {
  return ScriptedOrigin::ok(request.head.substr(0, request.head.find("\r\n")) + request.body);
}

constexpr std::string_view kExpecting =
    "PUT / HTTP/1.1\r\nHost: a.example\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

// The origin reads whole requests, so it says nothing before the body is there.
TEST(Expect, ASilentUpstreamIsAnsweredForAfterASecond) {  // S3
  ScriptedOrigin origin(echo);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(kExpecting);
  EXPECT_EQ(client.receive().status, 100);
  client.send("body");
  EXPECT_EQ(client.receive().body, "PUT / HTTP/1.1body");
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_NE(origin.requests().at(0).head.find("Expect: 100-continue\r\n"), std::string::npos);
}

TEST(Expect, AClientThatDoesNotWaitIsNotAnswered) {  // S3
  ScriptedOrigin origin(echo);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(std::string(kExpecting) + "body");
  EXPECT_EQ(client.receive().status, 200);
}

TEST(Interim, OneReadWithManyInterimsAndTheAnswerIsPassedInOrder) {  // S2
  ScriptedOrigin origin([](const auto&) {
    auto reply = ScriptedOrigin::ok("done");
    reply.bytes = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" +
                  reply.bytes;
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 102);
  EXPECT_EQ(client.receive().field("Link"), "<a>");
  EXPECT_EQ(client.receive().body, "done");
  RawClient old(edge.port());
  old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(old.receive().status, 200);
}

TEST(Interim, WithoutEndIsABadGateway) {  // S2
  ScriptedOrigin origin([](const auto&) {
    ScriptedOrigin::Reply reply;
    for (int i = 0; i < 100; ++i) reply.bytes += "HTTP/1.1 103 Early Hints\r\n\r\n";
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  int status = client.get("/").status;
  for (int i = 0; status == 103 && i < 100; ++i) status = client.receive().status;
  EXPECT_EQ(status, 502);
}

// F8, S11, CVE-2025-4366: the rest of the body is never taken for a request.
TEST(EarlyAnswer, EndsTheConnectionAndTheRestOfTheBodyIsNoRequest) {
  ScriptedOrigin origin(echo);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send("TRACE / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 46\r\n\r\n");
  const auto refusal = client.receive();
  EXPECT_EQ(refusal.status, 400);
  EXPECT_EQ(refusal.field("Connection"), "close");
  client.send("GET /smuggled HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.receive_to_end(), "");
  EXPECT_TRUE(origin.requests().empty());
}

// The upstream answers at the head and closes on the body, so that writing on fails.
TEST(EarlyAnswer, OfAnUpstreamThatThenClosesReachesTheClient) {  // S11
  ScriptedOrigin origin(
      [](const auto&) {
        return ScriptedOrigin::Reply{
            "HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n"
            "Connection: close\r\n\r\nbig",
            true};
      },
      ScriptedOrigin::Reads::heads);
  Edge edge(config_for({{"eu", origin.port()}}));
  for (int i = 0; i < 20; ++i) {
    RawClient client(edge.port());
    client.send("POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 60000\r\n\r\n" +
                std::string(60000, 'b'));
    const auto response = client.receive();
    ASSERT_EQ(response.status, 413);
    ASSERT_EQ(response.body, "big");
  }
}

TEST(Response, BytesBeyondItsLengthEndTheUpstreamConnection) {  // F9
  ScriptedOrigin origin([](const auto&) {
    auto reply = ScriptedOrigin::ok("mine");
    reply.bytes += "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison";
    return reply;
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.get("/").body, "mine");
  EXPECT_EQ(origin.connections(), 5);
}

// The response fills the read exactly, so that what follows it is still in the socket.
TEST(Response, BytesThatWaitBehindAFullReadEndTheUpstreamConnection) {  // F9
  ScriptedOrigin origin([](const auto&) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: ";
    std::string body(limits::kRelayChunkBytes, 'b');
    body.resize(body.size() - head.size() - 5 - 4);
    return ScriptedOrigin::Reply{head + std::to_string(body.size()) + "\r\n\r\n" + body +
                                 "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison"};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(client.get("/").body.find("poison"), std::string::npos);
  EXPECT_EQ(origin.connections(), 5);
}

TEST(Options, IsAnsweredAtTheLastHopAndCountedDownBefore) {  // S13
  ScriptedOrigin origin(echo);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send("OPTIONS * HTTP/1.1\r\nHost: a.example\r\nMax-Forwards: 0\r\n\r\n");
  const auto last = client.receive();
  EXPECT_EQ(last.status, 204);
  EXPECT_NE(last.field("Allow").find("OPTIONS"), std::string::npos);
  EXPECT_TRUE(origin.requests().empty());
  client.send("OPTIONS * HTTP/1.1\r\nHost: a.example\r\nMax-Forwards: 7\r\n\r\n");
  EXPECT_EQ(client.receive().body, "OPTIONS * HTTP/1.1");
  EXPECT_NE(origin.requests().at(0).head.find("Max-Forwards: 6\r\n"), std::string::npos);
}

TEST(EarlyData, OfAnUnsafeRequestIsTooEarlyAndOfASafeOneTheOriginJudges) {  // S14
  ScriptedOrigin origin([](const auto& request) {
    const bool told = request.head.find("\r\nEarly-Data: 1") != std::string::npos;
    return ScriptedOrigin::Reply{std::string("HTTP/1.1 ") + (told ? "425 Too Early" : "200 OK") +
                                 "\r\nContent-Length: 0\r\n\r\n"};
  });
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  const std::string lines = " / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n";
  client.send("POST" + lines + "Early-Data: 1\r\n\r\n");
  EXPECT_EQ(client.receive().status, 425);
  EXPECT_TRUE(origin.requests().empty());
  client.send("POST" + lines + "\r\n");
  EXPECT_EQ(client.receive().status, 200);
  client.send("GET" + lines + "Early-Data: 1\r\n\r\n");
  EXPECT_EQ(client.receive().status, 425);
  EXPECT_EQ(origin.requests().size(), 2U);
}

TEST(Abort, OfTheClientEndsTheUpstreamRequestAndIsNoFailureOfTheRegion) {  // S15
  const std::string large(8 << 20, 'z');
  ScriptedOrigin origin([&](const auto&) { return ScriptedOrigin::ok(large); });
  Edge edge(config_for({{"eu", origin.port()}}));
  for (int i = 0; i < 10; ++i) {
    RawClient client(edge.port());
    client.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
    EXPECT_EQ(client.receive_some().substr(0, 12), "HTTP/1.1 200");
    client.reset();
  }
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").body.size(), large.size());
}

}  // namespace
}  // namespace meridian::proxy::test
