// HTTP/2 of the client in front of HTTP/1.1 of the regions.
#include <gmock/gmock.h>

#include "edge.hpp"
#include "eventually.hpp"
#include "http2_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::H2Fields;
using meridian::test::H2Peer;
using meridian::test::RawClient;
using meridian::test::ScriptedOrigin;
using observability::Termination;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

TEST(Http2, AGetIsAnsweredByARegion) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& response = client.get(1, "/hello?x=y");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "GET /hello?x=y HTTP/1.1");
  EXPECT_EQ(response.field("content-length"), "23");
  EXPECT_NE(response.field("x-request-id"), "");
  EXPECT_EQ(response.field("connection"), "");
  const std::string head = origin.requests().at(0).head;
  EXPECT_THAT(head, HasSubstr("Host: example.org\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Forwarded-For: 127.0.0.1\r\n"));
  EXPECT_THAT(head, HasSubstr("Via: 2.0 "));
}

TEST(Http2, ManyStreamsShareOneConnection) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  std::string requests;
  for (std::uint32_t i = 0; i < 40; ++i)
    requests += client.peer.get(1 + 2 * i, "/" + std::to_string(i));
  client.send(requests);
  for (std::uint32_t i = 0; i < 40; ++i)
    EXPECT_EQ(client.receive(1 + 2 * i).body, "GET /" + std::to_string(i) + " HTTP/1.1");
  EXPECT_EQ(edge.metrics().accepted.value(), 1U);
}

TEST(Http2, HttpOneIsSpokenOnTheSameListener) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 200);
  // A method that begins like the preface, and the preface in pieces.
  client.send("PRI / HTTP/1.1\r\nHost: a.example\r\n\r\n");
  EXPECT_EQ(client.receive().status, 200);
  RawClient slow(edge.port());
  const std::string preface = H2Peer::preface();
  for (const char c : preface) slow.send({&c, 1});
  H2Peer peer;
  while (peer.frames().empty()) peer.receive(slow.receive_some());
  EXPECT_EQ(peer.frames().front().type, NGHTTP2_SETTINGS);
}

TEST(Http2, IsNotSpokenWhereTheListenerSaysSo) {
  ScriptedOrigin origin(told_back);
  Edge edge(config_for({{"eu", origin.port()}}));
  RawClient client(edge.port());
  client.send(H2Peer::preface());
  EXPECT_EQ(client.receive().status, 505);
}

TEST(Http2, BodiesGoToTheRegionWithTheirLengthOrInChunks) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.post(1, {{"content-length", "5"}}) + H2Peer::data(1, "hello"));
  EXPECT_EQ(client.receive(1).body, "POST / HTTP/1.1hello");
  EXPECT_THAT(origin.requests().at(0).head, HasSubstr("Content-Length: 5\r\n"));
  client.send(client.peer.post(3) + H2Peer::data(3, "hel", false) + H2Peer::data(3, "lo"));
  const std::string body = client.receive(3).body;
  EXPECT_THAT(body, HasSubstr("hello"));
  EXPECT_THAT(body, HasSubstr("0\r\n\r\n"));
  EXPECT_THAT(origin.requests().at(1).head, HasSubstr("Transfer-Encoding: chunked\r\n"));
}

TEST(Http2, H12CrumbsOfCookiesAreOneLine) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.get(1, "/", {{"cookie", "a=1"}, {"cookie", "b=2"}});
  EXPECT_THAT(origin.requests().at(0).head, HasSubstr("cookie: a=1; b=2\r\n"));
}

TEST(Http2, H4AHostThatDiffersFromTheAuthorityIsRefused) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& response = client.get(1, "/", {{"host", "other.example"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(client.get(3).status, 200);
  EXPECT_EQ(origin.requests().size(), 1U);
}

TEST(Http2, T7WhatWouldBeAnotherRequestIsRefusedAndTheConnectionStays) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  std::uint32_t id = 1;
  for (const auto& field : H2Fields{{"x", "a\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: a"},
                                    {"transfer-encoding", "chunked"},
                                    {"a: b\r\nc", "d"},
                                    {"connection", "x"}}) {
    EXPECT_TRUE(client.get(id, "/", {field}).reset);
    EXPECT_EQ(client.peer.response(id).reset_code, std::uint32_t{NGHTTP2_PROTOCOL_ERROR});
    id += 2;
  }
  EXPECT_EQ(client.get(id).status, 200);
  EXPECT_EQ(origin.requests().size(), 1U);
  EXPECT_EQ(faults(edge, http2::Fault::message), 4U);
}

TEST(Http2, S1BodilessAnswersEndWithTheirHead) {
  ScriptedOrigin origin([](const auto& request) {
    ScriptedOrigin::Reply reply;
    reply.bytes = request.head.starts_with("HEAD")
                      ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                      : "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n";
    return reply;
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.headers(1, H2Peer::request("HEAD", "/")));
  EXPECT_EQ(client.receive(1).field("content-length"), "1000");
  EXPECT_EQ(client.get(3).status, 304);
  EXPECT_EQ(client.peer.count(NGHTTP2_DATA), 0U);
  EXPECT_EQ(origin.connections(), 1);
}

TEST(Http2, S2InterimAnswersArePassed) {
  ScriptedOrigin origin([](const auto&) {
    auto reply = ScriptedOrigin::ok("done");
    reply.bytes = "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" +
                  reply.bytes;
    return reply;
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  EXPECT_EQ(client.get(1).body, "done");
  EXPECT_THAT(client.peer.response(1).interim, ElementsAre(102, 103));
}

TEST(Http2, S3ASilentUpstreamIsAnsweredForAfterASecond) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.post(1, {{"expect", "100-continue"}, {"content-length", "4"}}));
  ASSERT_TRUE(client.until([&] { return !client.peer.response(1).interim.empty(); }));
  EXPECT_THAT(client.peer.response(1).interim, ElementsAre(100));
  client.send(H2Peer::data(1, "body"));
  EXPECT_EQ(client.receive(1).body, "POST / HTTP/1.1body");
}

TEST(Http2, ChunkedAnswersAndTheirTrailersLoseTheirFraming) {
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: Checksum\r\n\r\n"
        "3\r\nabc\r\n3\r\ndef\r\n0\r\nChecksum: 7\r\nContent-Length: 9\r\n\r\n"};
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& response = client.get(1);
  EXPECT_EQ(response.body, "abcdef");
  EXPECT_EQ(response.field("transfer-encoding"), "");
  EXPECT_THAT(response.trailers, ElementsAre(Pair("checksum", "7")));
}

TEST(Http2, AnAnswerThatEndsWithTheConnectionEndsTheStream) {
  ScriptedOrigin origin([](const auto&) {
    return ScriptedOrigin::Reply{.bytes = "HTTP/1.1 200 OK\r\n\r\nto the end", .close = true};
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  EXPECT_EQ(client.get(1).body, "to the end");
  EXPECT_TRUE(client.peer.response(1).ended);
}

TEST(Http2, F7ACutAnswerResetsItsStreamOnly) {
  ScriptedOrigin origin([](const auto& request) {
    if (request.head.starts_with("GET /cut"))
      return ScriptedOrigin::Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
                                   .close = true};
    return ScriptedOrigin::ok("whole");
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  const auto& cut = client.get(1, "/cut");
  EXPECT_TRUE(cut.reset);
  EXPECT_FALSE(cut.ended);
  EXPECT_EQ(cut.reset_code, std::uint32_t{NGHTTP2_INTERNAL_ERROR});
  EXPECT_EQ(client.get(3).body, "whole");
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::upstream_cut_short));
}

TEST(Http2, S11AnEarlyAnswerIsFollowedByAResetWithoutError) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("enough"); },
                        ScriptedOrigin::Reads::heads);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.post(1) + H2Peer::data(1, "some of it", false));
  ASSERT_TRUE(client.until([&] { return client.peer.response(1).reset; }));
  EXPECT_TRUE(client.peer.response(1).ended);
  EXPECT_EQ(client.peer.response(1).body, "enough");
  EXPECT_EQ(client.peer.response(1).reset_code, std::uint32_t{NGHTTP2_NO_ERROR});
  client.send(H2Peer::data(1, "more"));
  EXPECT_EQ(client.get(3).status, 200);
}

// S14 is the same function for both versions; here that the stream alone is concerned.
TEST(Http2, AnswersOfTheEdgeLeaveTheConnectionOpen) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.headers(1, H2Peer::request("TRACE", "/")));
  EXPECT_EQ(client.receive(1).status, 405);
  EXPECT_EQ(client.peer.response(1).field("connection"), "");
  client.send(client.peer.headers(3, {{":method", "CONNECT"}, {":authority", "a.example:443"}}));
  EXPECT_EQ(client.receive(3).status, 405);
  EXPECT_EQ(client.get(5).status, 200);
  EXPECT_EQ(origin.requests().size(), 1U);
}

}  // namespace
}  // namespace meridian::proxy::test
