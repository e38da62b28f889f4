// Events, in pages and as a stream.
#include "tests/component/service/admin/operators.hpp"

namespace meridian::admin {
namespace {

using nlohmann::json;

class Events : public Operators {
 protected:
  void happen(const std::string& text) {
    control_.run(
        [&] { events_->push({.kind = events::Kind::health, .subject = "api/eu", .text = text}); });
  }
  // What comes on the stream up to this text.
  static std::string read_until(test::RawClient& client, const std::string& wanted) {
    std::string text;
    while (text.find(wanted) == std::string::npos) {
      const std::string more = client.receive_some();
      if (more.empty()) break;
      text += more;
    }
    return text;
  }
};

TEST_F(Events, ArePagedByNumber) {
  for (const char* text : {"one", "two", "three"}) happen(text);
  const json newest = get("/v1/events?limit=2");
  EXPECT_EQ(newest["events"][0]["text"], "two");
  EXPECT_EQ(newest["events"][1]["number"], 3);
  const json first = get("/v1/events?after=0&limit=2");
  EXPECT_EQ(first["events"][0]["text"], "one");
  EXPECT_EQ(first["more"], true);
  EXPECT_EQ(first["next"], 2);
  EXPECT_EQ(get("/v1/events?after=2")["events"].size(), 1U);
  EXPECT_EQ(get("/v1/events?after=3")["next"], 3);
  for (const char* query : {"limit=0", "limit=257", "limit=x", "after=-1", "kind=health"})
    EXPECT_EQ(refusal({std::string("GET /v1/events?") + query}), "400 query") << query;
}

TEST_F(Events, AreStreamedAsTheyHappen) {
  happen("before");
  test::RawClient client(port());
  client.send(text_of({"GET /v1/events/stream"}));
  EXPECT_NE(read_until(client, "welcome\n\n").find("text/event-stream"), std::string::npos);
  happen("after");
  const std::string text = read_until(client, "\n\n");
  EXPECT_NE(text.find("id: 2\nevent: health\ndata: {"), std::string::npos) << text;
  EXPECT_EQ(text.find("before"), std::string::npos);
}

TEST_F(Events, AStreamGoesOnWhereItBroke) {
  for (const char* text : {"one", "two", "three"}) happen(text);
  test::RawClient client(port());
  client.send("GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 1\r\n\r\n");
  const std::string text = read_until(client, "three");
  EXPECT_NE(text.find("id: 2"), std::string::npos);
  EXPECT_EQ(text.find("id: 1\n"), std::string::npos);
  EXPECT_EQ(refusal({"GET /v1/events/stream?after=x"}), "400 query");
}

TEST_F(Events, AStreamOfAnEarlierProcessIsToldThatEventsWereLost) {
  happen("one");
  test::RawClient client(port());
  client.send("GET /v1/events/stream HTTP/1.1\r\nHost: localhost\r\nLast-Event-ID: 99\r\n\r\n");
  const std::string text = read_until(client, "one");
  EXPECT_NE(text.find(": events were lost\n\nid: 1\n"), std::string::npos) << text;
}

TEST_F(Events, StreamsAreBounded) {
  std::vector<std::unique_ptr<test::RawClient>> clients;
  for (std::size_t i = 0; i < limits::kEventStreamsMax; ++i) {
    clients.push_back(std::make_unique<test::RawClient>(port()));
    clients.back()->send(text_of({"GET /v1/events/stream"}));
    read_until(*clients.back(), "welcome");
  }
  EXPECT_EQ(refusal({"GET /v1/events/stream"}), "503 streams_max");
  EXPECT_EQ(ask({"GET /livez"}).status, 200);
}

TEST_F(Events, AStreamEndsWithTheServer) {
  test::RawClient client(port());
  client.send(text_of({"GET /v1/events/stream"}));
  read_until(client, "welcome\n\n");
  control_.run([this] { server_.reset(); });
  EXPECT_EQ(client.receive_to_end(), "");
}

}  // namespace
}  // namespace meridian::admin
