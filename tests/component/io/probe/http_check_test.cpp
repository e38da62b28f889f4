#include <gtest/gtest.h>

#include "meridian/core/proxy_protocol/header.hpp"
#include "probing.hpp"
#include "silent_server.hpp"
#include "tests/support/scripted_origin.hpp"

namespace meridian::probe {
namespace {

using namespace std::chrono_literals;
using health::ProbeOutcome;
using test::ScriptedOrigin;

// What a probe makes of an origin that answers with these bytes and closes.
ProbeOutcome outcome_for(const std::string& bytes, config::HealthCheck check = quick_check()) {
  ScriptedOrigin origin([bytes](const auto&) { return ScriptedOrigin::Reply{bytes, true}; });
  Probing probing(one_endpoint(origin.port(), std::move(check)));
  return probing.first_outcome();
}

TEST(HttpCheck, StatusInRangeIsOk) {
  EXPECT_EQ(outcome_for("HTTP/1.1 204 No Content\r\n\r\n"), ProbeOutcome::ok);
  EXPECT_EQ(outcome_for("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), ProbeOutcome::ok);
  EXPECT_EQ(outcome_for("HTTP/1.0 200 OK\r\n\r\nuntil the end"), ProbeOutcome::ok);
}

TEST(HttpCheck, StatusOutsideItsRangeIsBad) {
  EXPECT_EQ(outcome_for("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"),
            ProbeOutcome::bad_status);
  EXPECT_EQ(outcome_for("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"),
            ProbeOutcome::bad_status);
  config::HealthCheck wide = quick_check();
  wide.status_max = 399;
  EXPECT_EQ(outcome_for("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", wide), ProbeOutcome::ok);
}

TEST(HttpCheck, AnAnswerThatStopsHalfWayIsAReset) {
  EXPECT_EQ(outcome_for(""), ProbeOutcome::reset);
  EXPECT_EQ(outcome_for("HTTP/1.1 200 OK\r\nConte"), ProbeOutcome::reset);
  EXPECT_EQ(outcome_for("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), ProbeOutcome::reset);
}

TEST(HttpCheck, WhatIsNotHttpIsABadAnswer) {
  EXPECT_EQ(outcome_for("SSH-2.0-OpenSSH_9.2\r\n\r\n"), ProbeOutcome::bad_answer);
  EXPECT_EQ(outcome_for("HTTP/1.1 200 OK\r\nX: " + std::string(20000, 'a') + "\r\n\r\n"),
            ProbeOutcome::bad_answer);
}

TEST(HttpCheck, ABodyLongerThanTheLimitIsNotReadToItsEnd) {
  const std::string body(300 * 1024, 'x');
  // The length it promises never comes.
  EXPECT_EQ(outcome_for("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + body),
            ProbeOutcome::ok);
}

TEST(HttpCheck, AsksForThePathOfTheEndpointAndCloses) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("fine"); });
  config::HealthCheck check = quick_check();
  check.path = "/health?deep=1";
  Probing probing(one_endpoint(origin.port(), check));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::ok);
  const std::string head = origin.requests().front().head;
  EXPECT_TRUE(head.starts_with("GET /health?deep=1 HTTP/1.1\r\n")) << head;
  const std::string host = "Host: 127.0.0.1:" + std::to_string(origin.port()) + "\r\n";
  EXPECT_NE(head.find(host), head.npos) << head;
  EXPECT_NE(head.find("Connection: close\r\n"), head.npos) << head;
}

TEST(HttpCheck, SendsTheHostOfTheCheckToThePortOfTheCheck) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("fine"); });
  config::HealthCheck check = quick_check();
  check.host = "health.example.com";
  check.port = origin.port();
  Probing probing(one_endpoint(refused_port(), check));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::ok);
  const std::string head = origin.requests().front().head;
  EXPECT_NE(head.find("Host: health.example.com\r\n"), head.npos) << head;
}

TEST(HttpCheck, SendsItsHeaders) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("fine"); });
  config::HealthCheck check = quick_check();
  check.headers = {{"x-check", "edge"}, {"user-agent", "mine"}};
  Probing probing(one_endpoint(origin.port(), check));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::ok);
  const std::string head = origin.requests().front().head;
  EXPECT_NE(head.find("x-check: edge\r\n"), head.npos) << head;
  EXPECT_NE(head.find("mine\r\n"), head.npos) << head;
  EXPECT_EQ(head.find("meridian-health-check"), head.npos) << head;
}

TEST(HttpCheck, TheTextMustBeInTheFirstTenKiBOfTheBody) {
  config::HealthCheck check = quick_check();
  check.body = "\"db\": \"ok\"";
  const auto with = [](const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  EXPECT_EQ(outcome_for(with(R"({"db": "ok"})"), check), ProbeOutcome::ok);
  EXPECT_EQ(outcome_for(with(R"({"db": "down"})"), check), ProbeOutcome::bad_body);
  EXPECT_EQ(outcome_for(with(""), check), ProbeOutcome::bad_body);
  const std::string text = check.body;
  EXPECT_EQ(outcome_for(with(std::string(10 * 1024 - text.size(), ' ') + text), check),
            ProbeOutcome::ok);
  EXPECT_EQ(outcome_for(with(std::string(10 * 1024 - text.size() + 1, ' ') + text), check),
            ProbeOutcome::bad_body);
}

// What arrives at the origin of an upstream with this PROXY protocol.
std::string received_with(config::ProxyHeader form, bool own_port = false) {
  ScriptedOrigin origin([](const auto& request) {
    // The signature of v2 looks like an empty head.
    return request.head == "\r\n\r\n" ? ScriptedOrigin::Reply{} : ScriptedOrigin::ok("fine");
  });
  config::HealthCheck check = quick_check();
  if (own_port) check.port = origin.port();
  config::Upstream upstream = one_endpoint(own_port ? refused_port() : origin.port(), check);
  upstream.proxy_protocol = form;
  Probing probing(std::move(upstream));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::ok);
  std::string all;
  for (const auto& request : origin.requests()) all += request.head;
  return all;
}

TEST(HttpCheck, H10SpeaksForTheEdgeItselfInAProxyHeader) {
  using config::ProxyHeader;
  const std::string line = received_with(ProxyHeader::v1);
  EXPECT_TRUE(line.starts_with("PROXY TCP4 127.0.0.1 127.0.0.1 ")) << line;
  const auto parsed = proxy_protocol::parse(line);
  ASSERT_EQ(parsed.state, proxy_protocol::State::complete);
  EXPECT_EQ(line.substr(parsed.bytes, 6), "GET / ");
  const std::string local =
      proxy_protocol::write({.command = proxy_protocol::Command::local}) + "GET / ";
  EXPECT_EQ(received_with(ProxyHeader::v2).substr(0, local.size()), local);
  EXPECT_TRUE(received_with(ProxyHeader::off).starts_with("GET / "));
  EXPECT_TRUE(received_with(ProxyHeader::v2, true).starts_with("GET / "));
}

TEST(HttpCheck, ARefusedConnectionIsRefused) {
  Probing probing(one_endpoint(refused_port(), quick_check()));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::refused);
}

TEST(HttpCheck, SilenceIsATimeout) {
  SilentServer server;
  config::HealthCheck check = quick_check();
  check.timeout = 60ms;
  Probing probing(one_endpoint(server.port(), check));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::timeout);
}

TEST(HttpCheck, AGoodButLateAnswerIsSlow) {
  ScriptedOrigin origin([](const auto&) { return ScriptedOrigin::ok("fine"); });
  config::HealthCheck check = quick_check();
  check.slow_after = 0ms;
  Probing probing(one_endpoint(origin.port(), check));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::slow);
}

TEST(TcpCheck, AnAcceptedConnectionIsEnough) {
  SilentServer server;
  Probing probing(one_endpoint(server.port(), quick_check(config::CheckType::tcp)));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::ok);
}

TEST(TcpCheck, ARefusedConnectionIsRefused) {
  Probing probing(one_endpoint(refused_port(), quick_check(config::CheckType::tcp)));
  EXPECT_EQ(probing.first_outcome(), ProbeOutcome::refused);
}

}  // namespace
}  // namespace meridian::probe
