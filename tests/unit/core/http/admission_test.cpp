#include "meridian/core/http/admission.hpp"

#include "parsed.hpp"

namespace meridian::http {
namespace {

struct Row {
  const char* id;
  std::string text;
  Violation violation;
  int status;
};

void expect_verdicts(const std::vector<Row>& table) {
  for (const Row& row : table) {
    const ParsedRequest parsed(row.text);
    ASSERT_EQ(parsed.result.state, HeadState::complete) << row.text;
    const RequestVerdict verdict = admit_request(parsed.head);
    EXPECT_EQ(to_string(verdict.violation), to_string(row.violation)) << row.id << row.text;
    EXPECT_EQ(verdict.status, row.status) << row.id << row.text;
  }
}

std::string hosted(const std::string& host_lines) {
  return "GET / HTTP/1.1\r\n" + host_lines + "\r\n";
}

TEST(AdmitRequest, H3HostMustBeOneAuthority) {
  constexpr auto kNone = Violation::none;
  constexpr auto kHost = Violation::host;
  expect_verdicts({
      {"H3", hosted("Host: a.example\r\n"), kNone, 0},
      {"H3", hosted("Host: a.example:8443\r\n"), kNone, 0},
      {"H3", hosted("Host: a.example:\r\n"), kNone, 0},
      {"H3", hosted("Host: 192.0.2.1:65535\r\n"), kNone, 0},
      {"H3", hosted("Host: [2001:db8::1]\r\n"), kNone, 0},
      {"H3", hosted("Host: [2001:db8::1]:80\r\n"), kNone, 0},
      {"H3", hosted(""), kHost, 400},
      {"H3", hosted("Host: a\r\nHost: a\r\n"), kHost, 400},
      {"H3", hosted("Host: a\r\nHost: b\r\n"), kHost, 400},
      {"H3", hosted("Host:\r\n"), kHost, 400},
      {"H3", hosted("Host: a, b\r\n"), kHost, 400},
      {"H3", hosted("Host: a#b\r\n"), kHost, 400},
      {"H3", hosted("Host: u@a\r\n"), kHost, 400},
      {"H3", hosted("Host: a b\r\n"), kHost, 400},
      {"H3", hosted("Host: a/b\r\n"), kHost, 400},
      {"H3", hosted("Host: a\\b\r\n"), kHost, 400},
      {"H3", hosted("Host: a?b\r\n"), kHost, 400},
      {"H3", hosted("Host: \xc3\xa4.example\r\n"), kHost, 400},
      {"H3", hosted("Host: a:65536\r\n"), kHost, 400},
      {"H3", hosted("Host: a:+80\r\n"), kHost, 400},
      {"H3", hosted("Host: a:80:80\r\n"), kHost, 400},
      {"H3", hosted("Host: a:000080\r\n"), kHost, 400},
      {"H3", hosted("Host: :80\r\n"), kHost, 400},
      {"H3", hosted("Host: [::1\r\n"), kHost, 400},
      {"H3", hosted("Host: [::1]x\r\n"), kHost, 400},
      {"H3", hosted("Host: []\r\n"), kHost, 400},
      {"H3", hosted("Host: [1.2.3.4]\r\n"), kHost, 400},
      {"H3", hosted("Host: [::1%25eth0]\r\n"), kHost, 400},
      {"H3", hosted("Host: 2001:db8::1\r\n"), kHost, 400},
      {"H3", "GET / HTTP/1.0\r\n\r\n", kNone, 0},
      {"H3", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", kHost, 400},
      {"H3", "GET / HTTP/1.0\r\nHost: a b\r\n\r\n", kHost, 400},
      {"H3", "GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", kNone, 0},
      {"H3", "GET http://a/ HTTP/1.1\r\n\r\n", kHost, 400},
      {"H3", "GET http://a/ HTTP/1.1\r\nHost: b c\r\n\r\n", kHost, 400},
  });
}

TEST(AdmitRequest, JudgesTheFramingToo) {
  expect_verdicts({
      {"F1", get_with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"),
       Violation::length_and_coding, 400},
      {"F2", get_with("Content-Length: 1,1\r\n"), Violation::content_length, 400},
      {"F3", get_with("Transfer-Encoding: xchunked\r\n"), Violation::transfer_encoding, 501},
  });
}

TEST(AdmitRequest, S5AndS13MethodsThatAreOff) {
  constexpr auto kOff = Violation::method_not_allowed;
  expect_verdicts({
      {"S5", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", kOff, 405},
      {"S5", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nContent-Length: 1\r\n\r\n",
       Violation::unexpected_body, 400},
      {"S5", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\nTransfer-Encoding: chunked\r\n\r\n",
       Violation::unexpected_body, 400},
      {"S13", "TRACE / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 0\r\n\r\n", kOff, 405},
      {"S13", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", Violation::none, 0},
      {"S13", "OPTIONS / HTTP/1.1\r\nHost: a\r\nMax-Forwards: 3\r\n\r\n", Violation::none, 0},
  });
}

TEST(AdmitRequest, S3UnknownExpectationsAreRefused) {
  expect_verdicts({
      {"S3", get_with("Expect: 100-Continue\r\n"), Violation::none, 0},
      {"S3", get_with("Expect: 200-ok\r\n"), Violation::expectation, 417},
      {"S3", get_with("Expect: 100-continue, x\r\n"), Violation::expectation, 417},
      {"S3", get_with("Expect: 100-continue\r\nExpect: y\r\n"), Violation::expectation, 417},
      {"S3", "POST / HTTP/1.0\r\nExpect: x\r\n\r\n", Violation::none, 0},
  });
}

TEST(AdmitRequest, S3ContinueIsExpectedOnlyWhereABodyFollows) {
  const auto expects = [](const std::string& lines) {
    return admit_request(ParsedRequest(get_with(lines)).head).expects_continue;
  };
  EXPECT_TRUE(expects("Expect: 100-continue\r\nContent-Length: 5\r\n"));
  EXPECT_TRUE(expects("Expect: 100-continue\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_FALSE(expects("Expect: 100-continue\r\nContent-Length: 0\r\n"));
  EXPECT_FALSE(expects("Expect: 100-continue\r\n"));
  EXPECT_FALSE(expects("Content-Length: 5\r\n"));
}

TEST(AdmitRequest, S4UpgradeMustBeListedInConnection) {
  const auto upgrades = [](const std::string& lines) {
    return admit_request(ParsedRequest(get_with(lines)).head).upgrade_requested;
  };
  EXPECT_TRUE(upgrades("Upgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"));
  EXPECT_FALSE(upgrades("Upgrade: websocket\r\n"));
  EXPECT_FALSE(upgrades("Connection: upgrade\r\n"));
}

TEST(AdmitRequest, S14UnsafeRequestsFromEarlyDataAreTooEarly) {
  const auto early = [](const std::string& method, const std::string& lines) {
    return method + " / HTTP/1.1\r\nHost: a\r\n" + lines + "Content-Length: 0\r\n\r\n";
  };
  expect_verdicts({
      {"S14", early("POST", "Early-Data: 1\r\n"), Violation::early_data, 425},
      {"S14", early("PUT", "early-data: 1\r\nEarly-Data: 0\r\n"), Violation::early_data, 425},
      {"S14", early("BREW", "Early-Data: x\r\n"), Violation::early_data, 425},
      {"S14", early("GET", "Early-Data: 1\r\n"), Violation::none, 0},
      {"S14", early("POST", ""), Violation::none, 0},
  });
  const ParsedRequest parsed(early("POST", "Early-Data: 1\r\n"));
  EXPECT_TRUE(admit_request(parsed.head).framing.persistent);
}

TEST(AdmitRequest, RefusedRequestsEndTheConnection) {
  const ParsedRequest parsed("CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
  EXPECT_FALSE(admit_request(parsed.head).framing.persistent);
}

}  // namespace
}  // namespace meridian::http
