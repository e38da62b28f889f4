// write_upstream_head: what of a request goes on, and what the edge adds.
#include <vector>

#include "meridian/core/http/rewrite.hpp"
#include "parsed.hpp"

namespace meridian::http {
namespace {

ForwardFacts facts_of(bool trusted) {
  ForwardFacts facts;
  facts.client = facts.peer = *IpAddress::parse("198.51.100.7");
  facts.peer_trusted = trusted;
  facts.tls = true;
  facts.listener_port = 8443;
  facts.edge_id = "edge-1";
  facts.request_id = "id-1";
  return facts;
}

// Writes, and reads our own output back: it has to be exactly one acceptable request.
class Rewritten {
 public:
  Rewritten(const std::string& text, const ForwardFacts& facts) : in_(text) {
    EXPECT_EQ(in_.result.state, HeadState::complete) << text;
    const RequestVerdict verdict = admit_request(in_.head);
    EXPECT_EQ(verdict.violation, Violation::none) << text;
    std::vector<char> area(limits::kHeadBytesMax + 4096);
    Output out(area.data(), area.size());
    EXPECT_TRUE(write_upstream_head(in_.head, verdict.framing, facts, out));
    bytes = out.view();
    const HeadResult result = parse_request_head(bytes, limits::kHeadBytesMax, head);
    EXPECT_EQ(result.state, HeadState::complete) << bytes;
    EXPECT_EQ(result.bytes, bytes.size()) << bytes;
    const FramingVerdict again = judge_request(head);
    EXPECT_EQ(again.violation, Violation::none) << bytes;
    EXPECT_EQ(again.framing.kind, verdict.framing.kind);
    EXPECT_EQ(again.framing.length, verdict.framing.length);
  }

  std::string operator[](std::string_view name) const { return value_of(head.fields, name); }
  bool has(std::string_view name) const { return (*this)[name] != "(absent)"; }

  std::string bytes;
  RequestHead head;

 private:
  ParsedRequest in_;
};

TEST(UpstreamHead, IsWrittenInOneKnownForm) {
  const Rewritten out(
      "POST /a?b HTTP/1.1\r\nhost: a.example:8443\r\nAccept:x\r\nContent-Length: 05\r\n\r\n",
      facts_of(false));
  EXPECT_EQ(out.bytes,
            "POST /a?b HTTP/1.1\r\nHost: a.example:8443\r\nAccept: x\r\nContent-Length: 5\r\n"
            "X-Forwarded-For: 198.51.100.7\r\n"
            "Forwarded: for=198.51.100.7;proto=https;host=\"a.example:8443\"\r\n"
            "X-Forwarded-Proto: https\r\nX-Forwarded-Host: a.example:8443\r\n"
            "X-Forwarded-Port: 8443\r\nVia: 1.1 edge-1\r\nX-Request-Id: id-1\r\n\r\n");
}

TEST(UpstreamHead, H5HopByHopFieldsEndHere) {
  const Rewritten out(
      get_with("Connection: keep-alive, X-Hop , upgrade\r\nKeep-Alive: timeout=5\r\nX-hop: a\r\n"
               "Proxy-Connection: keep-alive\r\nTE: gzip\r\nUpgrade: websocket\r\n"
               "Proxy-Authorization: b\r\nProxy-Authenticate: c\r\nX-Keep: d\r\n"
               "Transfer-Encoding: chunked\r\n"),
      facts_of(false));
  EXPECT_EQ(out["X-Keep"], "d");
  EXPECT_EQ(out["Transfer-Encoding"], "chunked");
  for (const char* const name : {"Connection", "Keep-Alive", "X-hop", "Proxy-Connection", "TE",
                                 "Upgrade", "Proxy-Authorization", "Proxy-Authenticate"})
    EXPECT_FALSE(out.has(name)) << name;
}

TEST(UpstreamHead, H5TrailersStayAnnounced) {
  const Rewritten out(get_with("TE: gzip;q=0.5, Trailers\r\nConnection: TE\r\nTrailer: X\r\n"),
                      facts_of(false));
  EXPECT_EQ(out["TE"], "trailers");
  EXPECT_EQ(out["Connection"], "TE");
  EXPECT_EQ(out["Trailer"], "X");
}

TEST(UpstreamHead, H6ConnectionCannotStripWhatTheEdgeAdds) {
  const Rewritten out(
      get_with(
          "Connection: X-Forwarded-For, X-Real-Ip, Host, Content-Length, Via, Forwarded, "
          "X-Forwarded-Proto, X-Forwarded-Host, X-Forwarded-Port, X-Request-Id, traceparent\r\n"
          "X-Real-Ip: a\r\nContent-Length: 5\r\n"),
      facts_of(false));
  EXPECT_EQ(out["Host"], "a.example");
  EXPECT_EQ(out["Content-Length"], "5");
  EXPECT_EQ(out["X-Forwarded-For"], "198.51.100.7");
  EXPECT_EQ(out["X-Forwarded-Proto"], "https");
  EXPECT_EQ(out["X-Forwarded-Host"], "a.example");
  EXPECT_EQ(out["X-Forwarded-Port"], "8443");
  EXPECT_EQ(out["Via"], "1.1 edge-1");
  EXPECT_EQ(out["Forwarded"], "for=198.51.100.7;proto=https;host=a.example");
  EXPECT_EQ(out["X-Request-Id"], "id-1");
  EXPECT_FALSE(out.has("X-Real-Ip"));
}

TEST(UpstreamHead, H7InternalFieldsNeverPass) {
  const std::string lines =
      "Meridian-Region: de\r\nMERIDIAN_REGION: de\r\nmeridian-region: us\r\nMeridian-Attempt: 9\r\n"
      "X_Forwarded_For: 1.2.3.4\r\nX_Request_Id: e\r\n";
  for (const bool is_trusted : {false, true}) {
    const Rewritten out(get_with(lines), facts_of(is_trusted));
    EXPECT_EQ(count_of(out.head.fields, FieldId::internal), 0) << out.bytes;
  }
}

TEST(UpstreamHead, H7OnlyTheEdgeSaysWhoAClientIs) {
  ForwardFacts facts = facts_of(false);
  facts.client_certificate = "Client-Cert: :YQ==:\r\nX-Client-Cert-Sha256: 0f\r\n";
  const Rewritten out(get_with("Client-Cert: :Zm9yZ2Vk:\r\nclient_cert: forged\r\n"
                               "X-Client-Cert-Subject: CN=admin\r\nX_Client_Cert_Sha256: ff\r\n"
                               "Connection: Client-Cert, X-Client-Cert-Sha256\r\n"),
                      facts);
  EXPECT_EQ(out["Client-Cert"], ":YQ==:");
  EXPECT_EQ(out["X-Client-Cert-Sha256"], "0f");
  EXPECT_FALSE(out.has("X-Client-Cert-Subject"));
  EXPECT_EQ(count_of(out.head.fields, FieldId::internal), 2) << out.bytes;
}

TEST(UpstreamHead, H8UntrustedForwardingFieldsAreReplaced) {
  const Rewritten out(
      get_with("X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Proto: ftp\r\n"
               "X-Forwarded-Host: evil\r\nX-Forwarded-Port: 1\r\nForwarded: for=1.2.3.4\r\n"
               "Via: 1.1 other\r\nX-Request-Id: theirs\r\n"),
      facts_of(false));
  EXPECT_EQ(out["X-Forwarded-For"], "198.51.100.7");
  EXPECT_EQ(out["X-Forwarded-Proto"], "https");
  EXPECT_EQ(out["X-Forwarded-Host"], "a.example");
  EXPECT_EQ(out["X-Forwarded-Port"], "8443");
  EXPECT_EQ(out["Forwarded"], "for=198.51.100.7;proto=https;host=a.example");
  EXPECT_EQ(out["Via"], "1.1 edge-1");
  EXPECT_EQ(out["X-Request-Id"], "id-1");
  EXPECT_EQ(count_of(out.head.fields, FieldId::x_forwarded_for), 1);
}

TEST(UpstreamHead, H8TrustedForwardingFieldsAreAppendedTo) {
  const Rewritten out(
      get_with(
          "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Proto: http\r\n"
          "X-Forwarded-Host: first.example\r\nX-Forwarded-Port: 80\r\nForwarded: for=1.2.3.4\r\n"
          "Via: 1.1 other\r\nX-Request-Id: theirs\r\n"),
      facts_of(true));
  EXPECT_EQ(out["X-Forwarded-For"], "1.2.3.4, 5.6.7.8, 198.51.100.7");
  EXPECT_EQ(out["X-Forwarded-Proto"], "http");
  EXPECT_EQ(out["X-Forwarded-Host"], "first.example");
  EXPECT_EQ(out["X-Forwarded-Port"], "80");
  EXPECT_EQ(out["Forwarded"], "for=1.2.3.4, for=198.51.100.7;proto=https;host=a.example");
  EXPECT_EQ(out["Via"], "1.1 other, 1.1 edge-1");
  EXPECT_EQ(out["X-Request-Id"], "theirs");
}

TEST(UpstreamHead, TooLongRequestIdsAreReplaced) {
  const std::string long_id(limits::kRequestIdBytesMax + 1, 'x');
  EXPECT_EQ(
      Rewritten(get_with("X-Request-Id: " + long_id + "\r\n"), facts_of(true))["X-Request-Id"],
      "id-1");
}

TEST(UpstreamHead, H3AbsoluteTargetBecomesOriginFormAndHost) {
  struct {
    const char* target;
    const char* method;
    const char* line;
  } const table[] = {
      {"http://b.example:81/p?q", "GET", "GET /p?q HTTP/1.1\r\nHost: b.example:81\r\n"},
      {"http://b.example:81?q", "GET", "GET /?q HTTP/1.1\r\nHost: b.example:81\r\n"},
      {"http://b.example:81", "GET", "GET / HTTP/1.1\r\nHost: b.example:81\r\n"},
      {"http://b.example:81", "OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: b.example:81\r\n"},
      {"http://b.example:81/", "OPTIONS", "OPTIONS / HTTP/1.1\r\nHost: b.example:81\r\n"},
      {"*", "OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n"},
      {"//x/../%2e?", "GET", "GET //x/../%2e? HTTP/1.1\r\nHost: a.example\r\n"},
  };
  for (const auto& row : table) {
    const Rewritten out(
        std::string(row.method) + " " + row.target + " HTTP/1.1\r\nHost: a.example\r\n\r\n",
        facts_of(false));
    EXPECT_EQ(out.bytes.substr(0, std::string(row.line).size()), row.line);
    EXPECT_EQ(count_of(out.head.fields, FieldId::host), 1);
  }
}

TEST(UpstreamHead, IPv6IsQuotedInForwarded) {
  ForwardFacts facts = facts_of(false);
  facts.client = facts.peer = *IpAddress::parse("2001:db8::7");
  facts.tls = false;
  const Rewritten out("GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", facts);
  EXPECT_EQ(out["X-Forwarded-For"], "2001:db8::7");
  EXPECT_EQ(out["Forwarded"], "for=\"[2001:db8::7]\";proto=http;host=\"[::1]:80\"");
}

// H8. RFC 7239, 7.4: who reads Forwarded alone must not take the last proxy for the client.
TEST(UpstreamHead, ForwardedNamesTheClientThatOnlyXForwardedForToldOf) {
  ForwardFacts facts = facts_of(true);
  facts.client = *IpAddress::parse("2001:db8::7");
  const std::string x_for = "X-Forwarded-For: 2001:db8::7\r\n";
  EXPECT_EQ(Rewritten(get_with(x_for), facts)["Forwarded"],
            "for=\"[2001:db8::7]\", for=198.51.100.7;proto=https;host=a.example");
  EXPECT_EQ(Rewritten(get_with(x_for + "Forwarded: for=_x\r\n"), facts)["Forwarded"],
            "for=_x, for=198.51.100.7;proto=https;host=a.example");
}

TEST(UpstreamHead, S13CountsTheHopsOfOptionsOnly) {
  const std::string hops = "Max-Forwards: 3\r\n\r\n";
  EXPECT_EQ(Rewritten("OPTIONS * HTTP/1.1\r\nHost: a\r\n" + hops, facts_of(false))["Max-Forwards"],
            "2");
  EXPECT_EQ(Rewritten("GET / HTTP/1.1\r\nHost: a\r\n" + hops, facts_of(false))["Max-Forwards"],
            "3");
}

TEST(UpstreamHead, S4AsksForWebSocketAndForNothingElse) {
  ForwardFacts facts = facts_of(false);
  facts.upgrade = true;
  const Rewritten out(get_with("Connection: upgrade, x-hop\r\nUpgrade: h2c, websocket\r\n"
                               "TE: trailers\r\nX-Hop: 1\r\n"),
                      facts);
  EXPECT_EQ(out["Connection"], "upgrade, TE");
  EXPECT_EQ(out["Upgrade"], "websocket");
  EXPECT_EQ(out["TE"], "trailers");
  EXPECT_FALSE(out.has("X-Hop"));
}

TEST(UpstreamHead, Http10RequestsSpeak11Upstream) {
  ForwardFacts facts = facts_of(false);
  facts.host = "10.0.0.1:9000";
  const Rewritten out("GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", facts);
  EXPECT_EQ(out["Host"], "10.0.0.1:9000");
  EXPECT_EQ(out["Via"], "1.0 edge-1");
  EXPECT_FALSE(out.has("Expect"));
  EXPECT_FALSE(out.has("X-Forwarded-Host"));
  EXPECT_EQ(out.head.minor_version, 1);
}

TEST(UpstreamHead, S3ExpectAndEndToEndFieldsPass) {
  const Rewritten out(get_with("Expect: 100-continue\r\nContent-Length: 1\r\nRange: bytes=0-1\r\n"
                               "Max-Forwards: 3\r\nCookie: a=b\r\nCookie: c=d\r\nDate: x\r\n"),
                      facts_of(false));
  EXPECT_EQ(out["Expect"], "100-continue");
  EXPECT_EQ(out["Range"], "bytes=0-1");
  EXPECT_EQ(out["Max-Forwards"], "3");
  EXPECT_EQ(out["Date"], "x");
}

TEST(UpstreamHead, S12ConditionsRangesAndCodingsPassUnchanged) {
  const std::string lines =
      "Range: bytes=0-1, -5\r\nIf-Range: \"a\"\r\nIf-None-Match: W/\"b\", *\r\nIf-Match: \"c\"\r\n"
      "If-Modified-Since: x\r\nIf-Unmodified-Since: y\r\nAccept-Encoding: gzip;q=0.5, br\r\n"
      "Content-Encoding: gzip\r\nCache-Control: no-transform\r\nTrailer: A\r\n";
  EXPECT_NE(Rewritten(get_with(lines), facts_of(false)).bytes.find(lines), std::string::npos);
}

TEST(UpstreamHead, NamesTheAttemptFromTheSecondOn) {
  ForwardFacts facts = facts_of(false);
  facts.attempt = 2;
  EXPECT_EQ(Rewritten(get_with(""), facts)["Meridian-Attempt"], "2");
}

TEST(UpstreamHead, WritesNothingWhereThereIsNoRoom) {
  const ParsedRequest parsed(get_with("A: b\r\n"));
  const Rewritten whole(get_with("A: b\r\n"), facts_of(false));
  std::vector<char> area(whole.bytes.size());
  for (std::size_t room = 0; room <= area.size(); ++room) {
    Output out(area.data(), room);
    const bool fits = write_upstream_head(parsed.head, Framing{}, facts_of(false), out);
    EXPECT_EQ(fits, room == area.size());
    EXPECT_EQ(out.view().size(), fits ? area.size() : 0);
  }
}

TEST(IsLoop, H8OwnIdInViaIsALoop) {
  const auto loops = [](const std::string& via) {
    return is_loop(ParsedRequest(get_with("Via: " + via + "\r\n")).head, "edge-1");
  };
  EXPECT_TRUE(loops("1.1 edge-1"));
  EXPECT_TRUE(loops("1.0 other, HTTP/1.1 EDGE-1 (comment)"));
  EXPECT_TRUE(loops("1.1 other\r\nVia: 1.1\tedge-1"));
  EXPECT_FALSE(loops("1.1 edge-10"));
  EXPECT_FALSE(loops("1.1 edge"));
  EXPECT_FALSE(loops("edge-1"));
  EXPECT_FALSE(loops("1.1 other (edge-1)"));
  EXPECT_FALSE(is_loop(ParsedRequest(get_with("")).head, "edge-1"));
}

TEST(UpstreamHead, TheEdgesOwnCookieIsTakenOutAndOthersStay) {
  ForwardFacts facts = facts_of(false);
  facts.own_cookie = "pin";
  const auto cookies = [&](const std::string& lines) {
    std::string all;
    const Rewritten out("GET / HTTP/1.1\r\nHost: a.example\r\n" + lines + "\r\n", facts);
    for (const Field& field : out.head.fields)
      if (field.name == "Cookie" || field.name == "cookie")
        all += "[" + std::string(field.value) + "]";
    return all;
  };
  EXPECT_EQ(cookies("Cookie: pin=1\r\n"), "");
  EXPECT_EQ(cookies("Cookie: a=1; pin=1; b=2\r\nAccept: x\r\ncookie:pin=2;c=3\r\n"),
            "[a=1; b=2][c=3]");
  EXPECT_EQ(cookies("Cookie: pins=1; PIN=2; pin; x=pin=1; pin=\r\n"),
            "[pins=1; PIN=2; pin; x=pin=1]");
  EXPECT_EQ(cookies("Cookie: a=1\r\nConnection: cookie\r\n"), "");
  facts.own_cookie = {};
  EXPECT_EQ(cookies("Cookie: pin=1;a=2\r\n"), "[pin=1;a=2]");
}

}  // namespace
}  // namespace meridian::http
