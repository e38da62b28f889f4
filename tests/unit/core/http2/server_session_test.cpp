#include "meridian/core/http2/server_session.hpp"

#include <gmock/gmock.h>

#include "core/http2/bounds.hpp"
#include "tests/unit/core/http2/served.hpp"

namespace meridian::http2::test {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(ServerSession, SaysWhatItTakes) {
  Served served;
  const auto& settings = served.peer.frames().front();
  ASSERT_EQ(settings.type, NGHTTP2_SETTINGS);
  EXPECT_EQ(settings.payload, H2Peer::setting(NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 100) +
                                  H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 65536) +
                                  H2Peer::setting(NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, 61440) +
                                  H2Peer::setting(NGHTTP2_SETTINGS_ENABLE_CONNECT_PROTOCOL, 1) +
                                  H2Peer::setting(NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1));
  // The connection's window, from 65535 to 1 MiB.
  EXPECT_EQ(served.peer.count(NGHTTP2_WINDOW_UPDATE), 1U);
}

TEST(ServerSession, GivesARequestAndTakesItsResponse) {
  Served served;
  served.say(served.peer.get(1, "/hello"));
  Stream& stream = served.next();
  EXPECT_EQ(stream.head(), "GET /hello HTTP/1.1\r\nhost: example.org\r\n\r\n");
  EXPECT_TRUE(stream.input_ended());
  EXPECT_FALSE(stream.has_input());
  served.answer(stream);
  const auto& response = served.peer.response(1);
  EXPECT_EQ(response.status, 200);
  EXPECT_THAT(response.fields, ElementsAre(Pair(":status", "200"), Pair("content-length", "2")));
  EXPECT_EQ(response.body, "ok");
  EXPECT_TRUE(response.ended);
  EXPECT_FALSE(response.reset);
  EXPECT_EQ(served.session.streams(), 0U);
  EXPECT_EQ(served.session.held(), 0U);
}

TEST(ServerSession, LeavesOutWhatBelongsToAConnection) {
  Served served;
  served.say(served.peer.get(1));
  served.answer(served.next(),
                "HTTP/1.1 200 OK\r\nConnection: close\r\nKeep-Alive: 5\r\nX: y\r\n"
                "Transfer-Encoding: chunked\r\nProxy-Connection: a\r\nUpgrade: b\r\n\r\n");
  EXPECT_THAT(served.peer.response(1).fields, ElementsAre(Pair(":status", "200"), Pair("x", "y")));
}

TEST(ServerSession, EndsAResponseWithoutBodyByItsHead) {
  Served served;
  served.say(served.peer.get(1));
  served.answer(served.next(), "HTTP/1.1 204 No Content\r\n\r\n");
  EXPECT_TRUE(served.peer.response(1).ended);
  EXPECT_EQ(served.peer.count(NGHTTP2_DATA), 0U);
}

// S2
TEST(ServerSession, PassesInterimHeads) {
  Served served;
  served.say(served.peer.get(1));
  Stream& stream = served.next();
  served.session.send_head(stream, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
  served.flush();
  served.answer(stream);
  EXPECT_THAT(served.peer.response(1).interim, ElementsAre(103));
  EXPECT_EQ(served.peer.response(1).status, 200);
}

TEST(ServerSession, GivesABodyWithLengthAsItIs) {
  Served served;
  served.say(served.peer.post(1, {{"content-length", "5"}}));
  Stream& stream = served.next();
  EXPECT_FALSE(stream.has_input());
  served.say(H2Peer::data(1, "he", false));
  EXPECT_EQ(&served.next(), &stream);
  EXPECT_EQ(served.session.take_input(stream), "he");
  served.say(H2Peer::data(1, "llo"));
  EXPECT_EQ(&served.next(), &stream);
  EXPECT_EQ(served.session.take_input(stream), "llo");
  EXPECT_FALSE(stream.has_input());
}

TEST(ServerSession, GivesABodyWithoutLengthInChunks) {
  Served served;
  served.say(served.peer.post(1) + H2Peer::data(1, "hello", false) +
             H2Peer::data(1, " world", false));
  Stream& stream = served.next();
  EXPECT_EQ(served.session.take_input(stream), "0000000b\r\nhello world\r\n");
  served.say(H2Peer::data(1, ""));
  EXPECT_EQ(served.session.take_input(stream), "0\r\n\r\n");
  EXPECT_FALSE(stream.has_input());
}

TEST(ServerSession, PassesTrailersBothWays) {
  Served served;
  served.say(served.peer.post(1) + H2Peer::data(1, "a", false));
  served.say(served.peer.headers(1, {{"checksum", "7"}}));
  Stream& stream = served.next();
  EXPECT_EQ(served.session.take_input(stream), "00000001\r\na\r\n0\r\nchecksum: 7\r\n\r\n");
  served.answer(stream, "HTTP/1.1 200 OK\r\n\r\nbody", "Grpc-Status: 0\r\n");
  const auto& response = served.peer.response(1);
  EXPECT_EQ(response.body, "body");
  EXPECT_THAT(response.trailers, ElementsAre(Pair("grpc-status", "0")));
  EXPECT_TRUE(response.ended);
}

TEST(ServerSession, GivesTrailersBehindAnEmptyBody) {
  Served served;
  served.say(served.peer.get(1));
  served.answer(served.next(), "HTTP/1.1 200 OK\r\n\r\n", "grpc-status: 5\r\n");
  EXPECT_THAT(served.peer.response(1).trailers, ElementsAre(Pair("grpc-status", "5")));
  EXPECT_TRUE(served.peer.response(1).ended);
}

// S17
TEST(ServerSession, GivesCreditForWhatWasTakenOnly) {
  Served served;
  served.say(served.peer.post(1));
  Stream& stream = served.next();
  for (int i = 0; i < 4; ++i) served.say(H2Peer::data(1, std::string(16384, 'x'), false));
  const std::size_t before = served.peer.count(NGHTTP2_WINDOW_UPDATE);
  EXPECT_GE(served.session.held(), std::size_t{65536});
  served.say(H2Peer::data(1, "x", false));  // beyond the window
  EXPECT_TRUE(served.peer.response(1).reset || served.peer.gone_away());
  EXPECT_EQ(before, 1U);  // that of the connection, at the beginning

  Served second;
  second.say(second.peer.post(1));
  Stream& read = second.next();
  for (int i = 0; i < 64; ++i) {
    second.say(H2Peer::data(1, std::string(16384, 'x'), false));
    EXPECT_EQ(second.session.take_input(read).size(), 16384U + 12);
    second.flush();
  }
  EXPECT_FALSE(second.peer.gone_away());
  EXPECT_GT(second.peer.count(NGHTTP2_WINDOW_UPDATE), 16U);
  (void)stream;
}

// S17
TEST(ServerSession, TellsWhenAStreamIsFullAndWhenItHasRoomAgain) {
  Served served;
  served.say(served.peer.get(1));
  Stream& stream = served.next();
  served.session.send_head(stream, "HTTP/1.1 200 OK\r\n\r\n");
  served.session.send(stream, std::string(100'000, 'x'));
  EXPECT_TRUE(stream.is_full());
  served.flush();  // 64 KiB are as much as the client takes
  EXPECT_TRUE(stream.is_full());
  served.say(H2Peer::window_update(1, 65536) + H2Peer::window_update(0, 65536));
  EXPECT_EQ(&served.next(), &stream);
  EXPECT_FALSE(stream.is_full());
  served.session.end(stream);
  served.flush();
  EXPECT_EQ(served.peer.response(1).body.size(), 100'000U);
  EXPECT_TRUE(served.peer.response(1).ended);
}

// S11
TEST(ServerSession, TellsTheClientAfterAnEarlyResponseThatNobodyReadsTheRest) {
  Served served;
  served.say(served.peer.post(1) + H2Peer::data(1, "a", false));
  served.answer(served.next());
  EXPECT_TRUE(served.peer.response(1).ended);
  EXPECT_TRUE(served.peer.response(1).reset);
  EXPECT_EQ(served.peer.response(1).reset_code, std::uint32_t{NGHTTP2_NO_ERROR});
  EXPECT_EQ(served.session.streams(), 0U);
  EXPECT_FALSE(served.session.has_faults());
  served.say(H2Peer::data(1, std::string(16384, 'x'), false));  // on its way already
  EXPECT_FALSE(served.session.over());
}

// F7
TEST(ServerSession, ResetsAResponseThatIsCutShort) {
  Served served;
  served.say(served.peer.get(1));
  Stream& stream = served.next();
  served.session.send_head(stream, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
  served.flush();
  served.session.reset(stream);
  served.flush();
  EXPECT_FALSE(served.peer.response(1).ended);
  EXPECT_TRUE(served.peer.response(1).reset);
  EXPECT_EQ(served.peer.response(1).reset_code, std::uint32_t{NGHTTP2_INTERNAL_ERROR});
  EXPECT_FALSE(served.session.has_faults());
}

// S15
TEST(ServerSession, TellsThatTheClientHasResetAStream) {
  Served served;
  served.say(served.peer.get(1));
  Stream& stream = served.next();
  served.say(H2Peer::reset(1));
  EXPECT_EQ(&served.next(), &stream);
  EXPECT_TRUE(stream.is_reset());
  served.session.forget(stream);
  EXPECT_EQ(served.session.streams(), 0U);
}

TEST(ServerSession, DoesNotTellOfARequestThatIsResetBeforeItIsTaken) {
  Served served;
  served.say(served.peer.get(1) + H2Peer::reset(1));
  EXPECT_EQ(served.session.next_news(), nullptr);
  EXPECT_EQ(served.session.streams(), 0U);
}

TEST(ServerSession, PutsTheFramesOfManyStreamsBehindEachOther) {
  Served served;
  std::string requests;
  for (std::uint32_t i = 0; i < 50; ++i) requests += served.peer.get(1 + 2 * i);
  served.say(requests);
  for (int i = 0; i < 50; ++i) {
    Stream& stream = served.next();
    served.session.send_head(stream, kOk);
    served.session.end(stream);
  }
  std::string room(64 * 1024, '\0');
  const std::string_view all = served.session.write(room);
  served.peer.receive(all);
  EXPECT_EQ(served.session.write(room), "");
  for (std::uint32_t i = 0; i < 50; ++i) EXPECT_TRUE(served.peer.response(1 + 2 * i).ended);
}

TEST(ServerSession, KeepsAFrameThatHasNoRoomForTheNextCall) {
  Served served;
  served.say(served.peer.get(1));
  served.say(served.peer.get(3));
  Stream& first = served.next();
  Stream& second = served.next();
  served.session.send_head(first, "HTTP/1.1 200 OK\r\n\r\n" + std::string(16384, 'a'));
  served.session.end(first);
  served.session.send_head(second, "HTTP/1.1 200 OK\r\nx: " + std::string(9000, 'b') + "\r\n\r\n");
  served.session.end(second);
  std::string room(ServerSession::kWriteBytesMin, '\0');
  for (;;) {
    const std::string_view bytes = served.session.write(room);
    if (bytes.empty()) break;
    EXPECT_LE(bytes.size(), room.size());
    served.peer.receive(bytes);
  }
  EXPECT_EQ(served.peer.response(1).body.size(), 16384U);
  EXPECT_EQ(served.peer.response(3).field("x").size(), 9000U);
  EXPECT_TRUE(served.peer.response(3).ended);
}

TEST(ServerSession, RefusesStreamsBeyondTheirNumberSafely) {
  Served served(Served::Client::begins);
  std::string requests;
  for (std::uint32_t i = 0; i < kStreamsMax + 1; ++i) requests += served.peer.get(1 + 2 * i);
  served.say(requests);
  EXPECT_EQ(served.session.streams(), kStreamsMax);
  EXPECT_EQ(served.peer.response(1 + 2 * kStreamsMax).reset_code,
            std::uint32_t{NGHTTP2_REFUSED_STREAM});
  EXPECT_FALSE(served.session.over());
}

TEST(ServerSession, EndsTheConnectionOfAClientThatKnowsTheirNumberAndIgnoresIt) {
  Served served;
  std::string requests;
  for (std::uint32_t i = 0; i < kStreamsMax + 1; ++i) requests += served.peer.get(1 + 2 * i);
  served.say(requests);
  EXPECT_EQ(served.peer.goaway_code(), std::uint32_t{NGHTTP2_PROTOCOL_ERROR});
}

// S10
TEST(ServerSession, DrainsInTwoSteps) {
  Served served;
  served.say(served.peer.get(1));
  Stream& running = served.next();
  served.session.begin_drain();
  served.flush();
  EXPECT_TRUE(served.peer.gone_away());
  EXPECT_EQ(served.peer.goaway_last(), 0x7fffffffU);
  EXPECT_EQ(served.peer.goaway_code(), std::uint32_t{NGHTTP2_NO_ERROR});
  served.say(served.peer.get(3) + H2Peer::ping(true));  // was on its way; then the answer
  EXPECT_EQ(served.peer.goaway_last(), 3U);
  Stream& late = served.next();
  served.say(served.peer.get(5));
  EXPECT_EQ(served.session.next_news(), nullptr);
  EXPECT_FALSE(served.session.over());
  served.answer(running);
  served.answer(late);
  EXPECT_TRUE(served.peer.response(1).ended);
  EXPECT_TRUE(served.peer.response(3).ended);
  EXPECT_TRUE(served.session.over());
  EXPECT_FALSE(served.session.has_faults());
}

TEST(ServerSession, IsOverWhenTheClientHasGoneAwayAndNothingRuns) {
  Served served;
  served.say(served.peer.get(1));
  served.say(H2Peer::frame(NGHTTP2_GOAWAY, 0, 0, std::string(8, '\0')));
  EXPECT_FALSE(served.session.over());
  served.answer(served.next());
  EXPECT_TRUE(served.session.over());
}

TEST(ServerSession, KnowsThatAHeaderBlockIsNotComplete) {
  Served served;
  const std::string block = served.peer.block(H2Peer::request("GET", "/"));
  served.say(H2Peer::frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_STREAM, 1, block.substr(0, 3)));
  EXPECT_TRUE(served.session.in_header_block());
  served.say(H2Peer::frame(NGHTTP2_CONTINUATION, NGHTTP2_FLAG_END_HEADERS, 1, block.substr(3)));
  EXPECT_FALSE(served.session.in_header_block());
  served.answer(served.next());
}

TEST(ServerSession, TakesBytesOneByOne) {
  ServerSession session;
  H2Peer peer;
  const std::string all = H2Peer::preface() + peer.post(1) + H2Peer::data(1, "hello");
  for (const char c : all) session.receive({&c, 1}, Instant{});
  Stream* stream = session.next_news();
  ASSERT_NE(stream, nullptr);
  EXPECT_EQ(session.take_input(*stream), "00000005\r\nhello\r\n0\r\n\r\n");
  session.reset(*stream);
}

}  // namespace
}  // namespace meridian::http2::test
