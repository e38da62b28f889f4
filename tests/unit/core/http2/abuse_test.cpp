// What a connection may do to cost more than it gives, and how much of it is borne.
#include <gmock/gmock.h>

#include "core/http2/bounds.hpp"
#include "tests/unit/core/http2/served.hpp"

namespace meridian::http2::test {
namespace {

void expect_ended(Served& served, Fault fault) {
  EXPECT_TRUE(served.session.over());
  EXPECT_TRUE(served.peer.gone_away());
  EXPECT_EQ(served.peer.goaway_code(), std::uint32_t{NGHTTP2_ENHANCE_YOUR_CALM});
  EXPECT_EQ(served.faults(fault), 1U);
}

// How many times `bytes` are borne, up to `most`.
int borne(Served& served, const std::string& bytes, int most) {
  for (int i = 0; i < most; ++i) {
    served.say(bytes);
    if (served.session.over()) return i;
  }
  return most;
}

// T3
TEST(Abuse, RapidResetEndsTheConnection) {
  Served served;
  int requests = 0;
  for (std::uint32_t i = 0; i < 100'000 && !served.session.over(); ++i, ++requests)
    served.say(served.peer.get(1 + 2 * i) + H2Peer::reset(1 + 2 * i));
  EXPECT_LT(requests, 300);
  EXPECT_EQ(served.session.next_news(), nullptr);  // none of them reached an upstream
  expect_ended(served, Fault::resets);
}

TEST(Abuse, CancellingAPageOfImagesIsBorne) {
  Served served;
  for (std::uint32_t i = 0; i < 100; ++i)
    served.say(served.peer.get(1 + 2 * i) + H2Peer::reset(1 + 2 * i));
  EXPECT_FALSE(served.session.over());
  served.now += seconds(10);
  for (std::uint32_t i = 100; i < 290; ++i)
    served.say(served.peer.get(1 + 2 * i) + H2Peer::reset(1 + 2 * i));
  EXPECT_FALSE(served.session.over());
  EXPECT_FALSE(served.session.has_faults());
}

// T4
TEST(Abuse, ResetsThatTheClientProvokesDrawOnTheSameBudget) {
  Served served;
  std::uint32_t id = 1;
  int streams = 0;
  for (; streams < 100'000 && !served.session.over(); ++streams, id += 2) {
    served.say(served.peer.get(id));
    Stream* stream = served.session.next_news();
    if (stream != nullptr) stream->user = &served;
    served.say(H2Peer::window_update(id, 0x7fffffff));  // beyond 2^31-1
    if (stream != nullptr && stream->is_reset()) served.session.forget(*stream);
  }
  EXPECT_LT(streams, 250);
  EXPECT_TRUE(served.session.over());
  EXPECT_EQ(served.peer.goaway_code(), std::uint32_t{NGHTTP2_ENHANCE_YOUR_CALM});
}

// T5
TEST(Abuse, AHeaderBlockInManyFramesEndsTheConnection) {
  Served served;
  served.say(H2Peer::frame(NGHTTP2_HEADERS, 0, 1, served.peer.block(H2Peer::request("GET", "/"))));
  const std::string piece =
      H2Peer::frame(NGHTTP2_CONTINUATION, 0, 1, served.peer.block({{"a", "b"}}));
  EXPECT_EQ(borne(served, piece, 100), static_cast<int>(kContinuationsMax));
  expect_ended(served, Fault::continuation);
}

// T5
TEST(Abuse, EmptyContinuationsEndTheConnection) {
  Served served;
  served.say(H2Peer::frame(NGHTTP2_HEADERS, 0, 1, served.peer.block(H2Peer::request("GET", "/"))));
  EXPECT_LE(borne(served, H2Peer::frame(NGHTTP2_CONTINUATION, 0, 1), 100),
            static_cast<int>(kContinuationsMax));
  expect_ended(served, Fault::continuation);
}

// T5
TEST(Abuse, AnHpackBombEndsTheConnection) {
  Served served;
  // One entry of 3 KiB in the table, then a reference to it of one byte, again and again.
  served.say(served.peer.get(1, "/", {{"x", std::string(3000, 'x')}}));
  served.answer(served.next());
  std::string bomb = served.peer.block(H2Peer::request("GET", "/"));
  bomb += std::string(10'000, '\xbe');  // index 62: the newest entry
  served.say(
      H2Peer::frame(NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM, 3, bomb));
  expect_ended(served, Fault::header_list);
  EXPECT_LT(served.session.held(), std::size_t{1024});
}

// T5
TEST(Abuse, AListSomewhatTooLargeIsAnsweredAndTheConnectionStays) {
  Served served;
  H2Fields fields;
  for (int i = 0; i < 20; ++i) fields.emplace_back("x" + std::to_string(i), std::string(4000, 'y'));
  served.say(served.peer.get(1, "/", fields));
  Stream& stream = served.next();
  EXPECT_EQ(stream.violation(), http::Violation::head_too_large);
  EXPECT_EQ(stream.violation_status(), 431);
  served.session.reset(stream);
  served.say(served.peer.get(3));
  EXPECT_EQ(served.next().violation(), http::Violation::none);
}

// T6
TEST(Abuse, FloodsOfControlFramesEndTheConnection) {
  struct Case {
    Fault fault;
    std::string frame;
  };
  const std::string priority("\0\0\0\0\x10", 5);
  for (const Case& one : {
           Case{Fault::pings, H2Peer::ping()},
           Case{Fault::settings, H2Peer::frame(NGHTTP2_SETTINGS, 0, 0)},
           Case{Fault::other_frames, H2Peer::frame(NGHTTP2_PRIORITY, 0, 3, priority)},
           Case{Fault::other_frames, H2Peer::frame(0x77, 0, 0, "who knows")},
           Case{Fault::window_updates, H2Peer::window_update(0, 1)},
       }) {
    Served served;
    const int frames = borne(served, one.frame, 2000);
    EXPECT_GE(frames, 29) << to_string(one.fault);
    EXPECT_LT(frames, 1000) << to_string(one.fault);
    expect_ended(served, one.fault);
  }
}

// T6
TEST(Abuse, DataWithoutDataEndsTheConnection) {
  Served served;
  served.say(served.peer.post(1));
  EXPECT_LT(borne(served, H2Peer::data(1, "", false), 2000), 200);
  expect_ended(served, Fault::empty_frames);
}

// T6
TEST(Abuse, WindowUpdatesThatAnswerWhatWasSentAreBorne) {
  Served served;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    served.say(served.peer.get(1 + 2 * i));
    Stream& stream = served.next();
    served.answer(stream, "HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'));
    served.say(H2Peer::window_update(0, 1000) + H2Peer::window_update(0, 1));
    ASSERT_FALSE(served.session.over()) << i;
  }
}

TEST(Abuse, TimeRefillsTheBudgets) {
  Served served;
  EXPECT_EQ(borne(served, H2Peer::ping(), 90), 90);
  for (int i = 0; i < 1000; ++i) {
    served.now += milliseconds(200);
    served.say(H2Peer::ping());
  }
  EXPECT_FALSE(served.session.over());
}

// T6
TEST(Abuse, AClientThatTakesNothingCanBeBlamed) {
  Served served;
  served.say(H2Peer::frame(NGHTTP2_SETTINGS, 0, 0,
                           H2Peer::setting(NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 0)));
  served.say(served.peer.get(1));
  served.answer(served.next());
  EXPECT_TRUE(served.session.output_waits());
  EXPECT_EQ(served.session.content_sent(), 0U);
  served.session.fail(Fault::stalled);
  served.flush();
  expect_ended(served, Fault::stalled);
}

}  // namespace
}  // namespace meridian::http2::test
