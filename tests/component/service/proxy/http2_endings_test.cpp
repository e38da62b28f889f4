// How streams and connections of HTTP/2 end, what they may ask for, and who suffers from whom.
#include <gmock/gmock.h>

#include <future>

#include "edge.hpp"
#include "eventually.hpp"
#include "http2_client.hpp"
#include "scripted_origin.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::H2Peer;
using meridian::test::ScriptedOrigin;
using observability::Termination;
using testing::HasSubstr;

TEST(Http2Endings, S15AResetOfTheClientEndsTheUpstreamRequest) {
  std::promise<void> release;
  const auto future = release.get_future().share();
  ScriptedOrigin origin([future](const auto& request) {
    if (request.head.starts_with("GET /held")) future.wait();
    return ScriptedOrigin::ok("late");
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.get(1, "/held"));
  ASSERT_TRUE(eventually([&] { return origin.requests().size() == 1; }));
  client.send(H2Peer::reset(1));
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::client_aborted));
  const auto& upstream = *edge.metrics().find_upstream(UpstreamId{0});
  EXPECT_TRUE(eventually([&] { return upstream.in_flight.value() == 0; }));
  EXPECT_TRUE(edge.verdicts().empty());
  EXPECT_EQ(client.get(3).status, 200);
  EXPECT_EQ(origin.connections(), 2);  // the first one was closed with its request
  release.set_value();
}

TEST(Http2Endings, S15TheEndOfTheConnectionEndsAllItsRequests) {
  std::promise<void> release;
  const auto future = release.get_future().share();
  ScriptedOrigin origin([future](const auto&) {
    future.wait();
    return ScriptedOrigin::ok("late");
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  {
    Http2Client client(edge.port());
    client.send(client.peer.get(1));
    client.send(client.peer.get(3));
    ASSERT_TRUE(eventually([&] { return origin.requests().size() == 2; }));
  }
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::client_aborted, 2));
  EXPECT_TRUE(eventually([&] { return edge.metrics().connections.value() == 0; }));
  release.set_value();
}

// S17: 8 MiB each way through windows of 64 KiB; what the worker keeps stays small.
TEST(Http2Endings, S17LargeBodiesFlowAsFastAsTheyAreRead) {
  const std::string large(8 << 20, 'x');
  ScriptedOrigin origin([&](const auto& request) {
    return ScriptedOrigin::ok(
        request.head.starts_with("GET") ? large : std::to_string(request.body.size()));
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.get(1));
  std::size_t seen = 0;
  std::uint64_t held = 0;
  client.until([&] {
    const auto& response = client.peer.response(1);
    if (const std::size_t more = response.body.size() - seen; more >= 32'768) {
      seen += more;
      const auto credit = static_cast<std::uint32_t>(more);
      client.send(H2Peer::window_update(0, credit) + H2Peer::window_update(1, credit));
    }
    held = std::max(held, edge.metrics().held_bytes.value());
    return response.ended;
  });
  EXPECT_EQ(client.peer.response(1).body.size(), large.size());
  EXPECT_LT(held, std::uint64_t{512 * 1024});
}

TEST(Http2Endings, S17AClientThatReadsNothingIsNotWaitedForForever) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok(std::string(1 << 20, 'x')); });
  Edge edge(http2_config({{"eu", origin.port()}}, "timeouts: {stream_idle: 300ms}\n"));
  Http2Client client(edge.port(), H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0));
  client.send(client.peer.get(1));
  EXPECT_TRUE(client.until([&] { return client.peer.response(1).reset; }));
  EXPECT_TRUE(eventually([&] { return edge.metrics().held_bytes.value() == 0; }));
}

// T6: the exchange is over, its small answer waits for a window that stays shut.
TEST(Http2Endings, T6AnAnswerThatIsNotTakenEndsTheConnection) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}, "timeouts: {stream_idle: 300ms}\n"));
  Http2Client client(edge.port(), H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0));
  client.send(client.peer.get(1));
  EXPECT_TRUE(client.ends());
  EXPECT_TRUE(client.peer.gone_away());
  EXPECT_EQ(client.peer.goaway_code(), std::uint32_t{NGHTTP2_ENHANCE_YOUR_CALM});
  EXPECT_EQ(faults(edge, http2::Fault::stalled), 1U);
}

TEST(Http2Endings, S16AHeaderBlockThatDoesNotEndIsNotWaitedForForever) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}, "timeouts: {request_head: 300ms}\n"));
  Http2Client client(edge.port());
  client.send(H2Peer::frame(NGHTTP2_HEADERS, 0, 1, client.peer.block(H2Peer::request("GET", "/"))));
  EXPECT_TRUE(client.ends());
  EXPECT_TRUE(ends_with(edge.metrics(), Termination::request_head_timeout));
}

TEST(Http2Endings, AnIdleConnectionIsToldBeforeItIsClosed) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}, "timeouts: {idle: 300ms}\n"));
  Http2Client client(edge.port());
  EXPECT_EQ(client.get(1).status, 200);
  EXPECT_TRUE(client.ends());
  EXPECT_TRUE(client.peer.gone_away());
  EXPECT_EQ(client.peer.goaway_code(), std::uint32_t{NGHTTP2_NO_ERROR});
}

TEST(Http2Endings, S10DrainLetsStreamsEnd) {
  std::promise<void> release;
  const auto future = release.get_future().share();
  ScriptedOrigin origin([future](const auto&) {
    future.wait();
    return ScriptedOrigin::ok("served");
  });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.get(1));
  ASSERT_TRUE(eventually([&] { return origin.requests().size() == 1; }));
  edge.worker().drain(std::chrono::minutes{5});
  ASSERT_TRUE(client.until([&] { return client.peer.gone_away(); }));
  EXPECT_EQ(client.peer.goaway_last(), 0x7fffffffU);
  client.send(client.peer.get(3) + H2Peer::ping(true));
  ASSERT_TRUE(client.until([&] { return client.peer.goaway_last() == 3; }));
  release.set_value();
  EXPECT_EQ(client.receive(1).body, "served");
  EXPECT_EQ(client.receive(3).body, "served");
  EXPECT_TRUE(client.ends());
  edge.wait_drained();
}

TEST(Http2Endings, ARefusedRegionIsFollowedByTheNext) {
  ScriptedOrigin dead(told_back);
  const std::uint16_t closed = dead.port();
  dead.stop();
  ScriptedOrigin alive(told_back);
  Edge edge(http2_config({{"eu", closed}, {"us", alive.port()}}));
  Http2Client client(edge.port());
  client.send(client.peer.post(1) + H2Peer::data(1, "kept"));
  EXPECT_EQ(client.receive(1).status, 200);
  EXPECT_THAT(alive.requests().at(0).body, HasSubstr("kept"));
}

TEST(Http2Endings, LimitsAreThoseOfHttpOne) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}},
                         "limits: {body_bytes: 1KiB, rate_per_client: {rate: 1/h, burst: 3}}\n"));
  Http2Client client(edge.port());
  client.send(client.peer.post(1, {{"content-length", "1025"}}));
  EXPECT_EQ(client.receive(1).status, 413);
  client.send(client.peer.post(3) + H2Peer::data(3, std::string(1025, 'x'), false));
  EXPECT_EQ(client.receive(3).status, 413);
  EXPECT_EQ(client.get(5).status, 200);
  const auto& refused = client.get(7);
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.field("retry-after"), "");
  EXPECT_FALSE(client.peer.gone_away());
}

// T3: upstream attempts stay below the number of streams, whatever the number of resets.
TEST(Http2Endings, T3RapidResetEndsTheConnectionAndAVictimIsServed) {
  ScriptedOrigin origin(told_back);
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client attacker(edge.port());
  std::string flood = attacker.peer.get(1);
  const std::string again = attacker.peer.block(H2Peer::request("GET", "/"));  // all indexed
  for (std::uint32_t i = 1; i < 100'000; ++i)
    flood += H2Peer::frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM,
                           1 + 2 * i, again) +
             H2Peer::reset(1 + 2 * i);
  Http2Client victim(edge.port());
  attacker.send(flood);
  EXPECT_EQ(victim.get(1).status, 200);
  EXPECT_TRUE(attacker.ends());
  EXPECT_LE(origin.requests().size(), 101U);
  EXPECT_EQ(faults(edge, http2::Fault::resets), 1U);
}

// T8
TEST(Http2Endings, T8OneConnectionWithManyStreamsDoesNotStarveAnother) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok(std::string(100'000, 'x')); });
  Edge edge(http2_config({{"eu", origin.port()}}));
  Http2Client greedy(edge.port(), H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 30));
  greedy.send(H2Peer::window_update(0, 1 << 30));
  std::string requests;
  for (std::uint32_t i = 0; i < 60; ++i) requests += greedy.peer.get(1 + 2 * i);
  greedy.send(requests);
  Http2Client modest(edge.port(), H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 1 << 20));
  modest.send(H2Peer::window_update(0, 1 << 20));
  EXPECT_EQ(modest.get(1).body.size(), 100'000U);
  for (std::uint32_t i = 0; i < 60; ++i) EXPECT_EQ(greedy.receive(1 + 2 * i).body.size(), 100'000U);
}

}  // namespace
}  // namespace meridian::proxy::test
