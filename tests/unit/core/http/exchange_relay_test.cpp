#include "meridian/core/http/exchange_relay.hpp"

#include <memory>

#include "parsed.hpp"

namespace meridian::http {
namespace {

using Event = ResponseStep::Event;

// What a client and an upstream of the machine see.
class Driven {
 public:
  explicit Driven(const std::string& request, Version version = Version::http1_1) {
    const ParsedRequest parsed(request);
    const RequestVerdict verdict = admit_request(parsed.head);
    EXPECT_EQ(verdict.violation, Violation::none);
    relay.begin(verdict, parsed.head.method,
                parsed.head.minor_version == 0 ? Version::http1_0 : version);
  }

  // Feeds the upstream's bytes in reads of this size, as long as the machine takes them.
  Event respond(std::string bytes, std::size_t read_max) {
    Event last = Event::more;
    for (std::size_t at = 0; at < bytes.size() && !relay.response_complete();) {
      const std::size_t size = std::min(read_max, bytes.size() - at);
      Output head(head_area.get(), kArea);
      Output body(body_area.get(), kArea);
      const ResponseStep step =
          relay.response({bytes.data() + at, size}, {.edge_id = "edge", .draining = draining},
                         {response_head, head, body});
      last = step.event;
      if (last == Event::refused) {
        violation = step.violation;
        return last;
      }
      EXPECT_LE(step.consumed, size);
      at += step.consumed;
      to_client += step.head;
      to_client += step.body;
    }
    return last;
  }

  static constexpr std::size_t kArea = 4 * limits::kHeadBytesMax;
  ExchangeRelay relay;
  ResponseHead response_head;
  std::unique_ptr<char[]> head_area{new char[kArea]};
  std::unique_ptr<char[]> body_area{new char[kArea]};
  std::string to_client;
  Violation violation = Violation::none;
  bool draining = false;
};

const std::string kGet = get_with("");
const std::string kUpgrade = get_with("Connection: upgrade\r\nUpgrade: websocket\r\n");
const std::string kSwitch =
    "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";

TEST(ExchangeRelay, EveryCutOfAResponseGivesTheSameBytes) {
  const std::string response =
      "HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n"
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nabcde\r\n0\r\nA: b\r\n\r\n";
  Driven whole(kGet);
  whole.respond(response, response.size());
  EXPECT_TRUE(whole.relay.response_complete());
  EXPECT_NE(whole.to_client.find("\r\n\r\n5\r\nabcde\r\n0\r\nA: b\r\n\r\n"), std::string::npos);
  for (std::size_t read = 1; read < response.size(); ++read) {
    Driven cut(kGet);
    cut.respond(response, read);
    ASSERT_EQ(cut.to_client, whole.to_client) << "reads of " << read;
    ASSERT_TRUE(cut.relay.upstream_reusable() && cut.relay.client_reusable());
  }
}

TEST(ExchangeRelay, ToHttp2ABodyHasNoFramingAndItsTrailersStandApart) {
  const std::string response =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=1\r\nabcde\r\n0\r\nA: b\r\n\r\n";
  for (std::size_t read = 1; read <= response.size(); ++read) {
    Driven http2(kGet, Version::http2);
    http2.draining = true;
    http2.respond(response, read);
    ASSERT_TRUE(http2.relay.response_complete());
    EXPECT_EQ(http2.to_client.substr(http2.to_client.find("\r\n\r\n") + 4), "abcde");
    EXPECT_EQ(http2.to_client.find("Transfer-Encoding"), std::string::npos);
    EXPECT_EQ(http2.to_client.find("Connection"), std::string::npos);
    EXPECT_EQ(http2.relay.response_trailers(), "A: b\r\n");
  }
}

TEST(ExchangeRelay, BothConnectionsGoOnAfterAnOrdinaryExchange) {
  Driven exchange(kGet);
  exchange.respond(ok_with("Content-Length: 2\r\n") + "ok", 100);
  EXPECT_TRUE(exchange.relay.upstream_reusable());
  EXPECT_TRUE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, BytesBeyondTheResponseAreNotTakenAndEndTheUpstream) {  // F9
  Driven exchange(kGet);
  exchange.respond(ok_with("Content-Length: 2\r\n") + "okHTTP/1.1 200", 1000);
  EXPECT_TRUE(exchange.to_client.ends_with("\r\n\r\nok"));
  EXPECT_FALSE(exchange.relay.upstream_reusable());
  EXPECT_TRUE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, AnAnswerBeforeTheEndOfTheRequestEndsBothConnections) {  // F8
  Driven exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  EXPECT_TRUE(exchange.relay.wants_request());
  exchange.respond(ok_with("Content-Length: 2\r\n") + "ok", 100);
  EXPECT_TRUE(exchange.relay.response_complete());
  EXPECT_NE(exchange.to_client.find("Connection: close\r\n"), std::string::npos);
  EXPECT_FALSE(exchange.relay.upstream_reusable());
  EXPECT_FALSE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, TellsABadChunkThatCameWithTheHeadBeforeItIsSent) {  // F4
  Driven exchange("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(exchange.relay.violation_in("5\r\nabcdeX"), Violation::chunk);
  EXPECT_EQ(exchange.relay.violation_in("0\r\nHost : a\r\n\r\n"), Violation::trailer);
  EXPECT_EQ(exchange.relay.violation_in("5\r\nabc"), Violation::none);
  EXPECT_EQ(exchange.relay.violation_in("0\r\n\r\nnext request"), Violation::none);
  Output scratch(exchange.body_area.get(), Driven::kArea);
  EXPECT_EQ(exchange.relay.request("0\r\n\r\n", scratch).state, BodyState::complete);
}

TEST(ExchangeRelay, AnEmptyBodyIsCompleteAtOnce) {
  Driven exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  EXPECT_FALSE(exchange.relay.wants_request());
  exchange.respond(ok_with("Content-Length: 2\r\n") + "ok", 100);
  EXPECT_TRUE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, DrainingSaysCloseToTheClient) {
  Driven exchange(kGet);
  exchange.draining = true;
  exchange.respond(ok_with("Content-Length: 2\r\n") + "ok", 100);
  EXPECT_NE(exchange.to_client.find("Connection: close\r\n"), std::string::npos);
  EXPECT_FALSE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, TheEndOfTheUpstreamCutsShortWhatHasALength) {  // F7
  Driven exchange(kGet);
  exchange.respond(ok_with("Content-Length: 3\r\n") + "ok", 100);
  Output scratch(exchange.body_area.get(), Driven::kArea);
  const ResponseStep end = exchange.relay.upstream_ended(scratch);
  EXPECT_EQ(end.event, Event::refused);
  EXPECT_EQ(end.violation, Violation::none);
}

TEST(ExchangeRelay, TheEndOfTheUpstreamCompletesWhatHasNone) {
  Driven exchange(kGet);
  exchange.respond(ok_with("") + "ok", 100);
  Output scratch(exchange.body_area.get(), Driven::kArea);
  EXPECT_EQ(exchange.relay.upstream_ended(scratch).body, "0\r\n\r\n");
  EXPECT_TRUE(exchange.relay.response_complete());
  EXPECT_FALSE(exchange.relay.upstream_reusable());
  EXPECT_TRUE(exchange.relay.client_reusable());
}

TEST(ExchangeRelay, ASwitchThatWasAskedForIsATunnelFromThenOn) {  // S4
  for (const std::size_t read : {1, 7, 1000}) {
    Driven exchange(kUpgrade);
    EXPECT_FALSE(exchange.relay.wants_request());
    exchange.respond(kSwitch + "HTTP/1.1 200 raw", read);
    EXPECT_TRUE(exchange.relay.is_tunnel());
    EXPECT_TRUE(exchange.to_client.ends_with("\r\n\r\nHTTP/1.1 200 raw"));
    EXPECT_TRUE(exchange.relay.wants_request());
    Output scratch(exchange.body_area.get(), Driven::kArea);
    EXPECT_EQ(exchange.relay.request("GET / raw", scratch).bytes, "GET / raw");
    EXPECT_FALSE(exchange.relay.response_complete());
    EXPECT_FALSE(exchange.relay.upstream_reusable());
    EXPECT_FALSE(exchange.relay.client_reusable());
  }
}

TEST(ExchangeRelay, ASwitchIsRefusedUnlessBothSidesMeanTheSame) {  // S4
  const std::string other =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: h2c\r\n\r\n";
  const std::string unlisted = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
  const std::string old = "HTTP/1.0" + kSwitch.substr(8);
  for (const auto& [request, response] :
       {std::pair{kGet, kSwitch}, {kUpgrade, other}, {kUpgrade, unlisted}, {kUpgrade, old}}) {
    Driven exchange(request);
    EXPECT_EQ(exchange.respond(response, 1000), Event::refused) << response;
    EXPECT_EQ(exchange.violation, Violation::upgrade_unasked);
  }
}

TEST(ExchangeRelay, AnotherAttemptForgetsThePartialResponse) {
  Driven exchange(kGet);
  exchange.respond("HTTP/1.1 200 OK\r\nX: 1", 100);
  exchange.relay.begin_attempt();
  exchange.respond(ok_with("Content-Length: 2\r\n") + "ok", 100);
  EXPECT_TRUE(exchange.relay.response_complete());
  EXPECT_EQ(exchange.to_client.find("X: 1"), std::string::npos);
}

TEST(ExchangeRelay, AHeadThatIsTooLargeIsRefusedBeforeItEnds) {
  Driven exchange(kGet);
  EXPECT_EQ(
      exchange.respond("HTTP/1.1 200 OK\r\nX: " + std::string(limits::kHeadBytesMax, 'x'), 4096),
      Event::refused);
  EXPECT_EQ(exchange.violation, Violation::head_too_large);
}

}  // namespace
}  // namespace meridian::http
