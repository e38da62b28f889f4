// PROXY headers from clients and to upstreams, over real sockets: H10.
#include "meridian/core/proxy_protocol/header.hpp"

#include <gtest/gtest.h>

#include "edge.hpp"
#include "raw_client.hpp"
#include "raw_tls_socket.hpp"
#include "scripted_origin.hpp"
#include "test_certificates.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::RawTlsSocket;
using meridian::test::ScriptedOrigin;
using proxy_protocol::Refusal;

const std::string kLine = "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n";
const std::string kBinary =
    proxy_protocol::write({.version = proxy_protocol::Version::v2,
                           .addresses = {{{*IpAddress::parse("192.0.2.1"), 56324},
                                          {*IpAddress::parse("198.51.100.7"), 443}}}});
const std::string kRequest = "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
const std::string kFromHeader = "X-Forwarded-For: 192.0.2.1\r\n";

ScriptedOrigin::Reply ok(const ScriptedOrigin::Request& /*request*/) {
  return ScriptedOrigin::ok("hello");
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  ASSERT_NE(at, text.npos);
  text.replace(at, from.size(), to);
}

// An edge whose listener reads headers.
std::string receiving(const ScriptedOrigin& origin, const std::string& mode,
                      const std::string& more = "") {
  std::string config = config_for({{"eu", origin.port()}}, more);
  replace(config, "protocol: http}", "protocol: http, proxy_protocol: " + mode + "}");
  return config;
}

// An edge in front of two regions that are sent headers.
std::string sending(std::uint16_t first, std::uint16_t second, const std::string& form) {
  std::string config = config_for({{"eu", first}, {"us", second}});
  for (int i = 1; i <= 2; ++i)
    replace(config, "priority: " + std::to_string(i) + "}",
            "priority: " + std::to_string(i) + ", proxy_protocol: " + form + "}");
  return config;
}

std::uint64_t refused(Edge& edge, Refusal reason) {
  return edge.metrics().proxy_headers_refused[static_cast<std::size_t>(reason)].value();
}

TEST(ProxyProtocolIn, H10TheSourceOfTheHeaderIsThePeerOfAllRequests) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  for (const std::string& header : {kLine, kBinary}) {
    RawClient client(edge.port());
    client.send(header + "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n");
    EXPECT_EQ(client.receive().status, 200);
    EXPECT_EQ(client.get("/", "X-Forwarded-For: 80.128.0.1\r\n").status, 200);
  }
  ASSERT_EQ(origin.requests().size(), 4u);
  for (const auto& request : origin.requests())
    EXPECT_NE(request.head.find(kFromHeader), request.head.npos) << request.head;
}

TEST(ProxyProtocolIn, H10AHeaderMayComeInAnyPieces) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  for (const std::string& header : {kLine, kBinary}) {
    const std::string all = header + kRequest;
    RawClient slow(edge.port());
    for (const char byte : all) slow.send({&byte, 1});
    EXPECT_EQ(slow.receive().status, 200);
    for (std::size_t cut = 1; cut < header.size() + 3; cut += 3) {
      RawClient client(edge.port());
      client.send(all.substr(0, cut));
      client.send(all.substr(cut));
      ASSERT_EQ(client.receive().status, 200) << cut;
    }
  }
  for (const auto& request : origin.requests())
    EXPECT_NE(request.head.find(kFromHeader), request.head.npos) << request.head;
}

TEST(ProxyProtocolIn, H10WhoMayForwardIsJudgedOnTheSourceOfTheHeader) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  RawClient client(edge.port());
  client.send("PROXY TCP4 127.1.2.3 127.0.0.1 5 6\r\n");
  client.get("/", "X-Forwarded-For: 80.128.0.1\r\n");
  const std::string head = origin.requests().at(0).head;
  EXPECT_NE(head.find("X-Forwarded-For: 80.128.0.1, 127.1.2.3\r\n"), head.npos) << head;
}

TEST(ProxyProtocolIn, H10AHeaderWithoutAddressesLeavesThePeer) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  for (const std::string& header :
       {std::string("PROXY UNKNOWN\r\n"),
        proxy_protocol::write({.command = proxy_protocol::Command::local}),
        proxy_protocol::write({.command = proxy_protocol::Command::proxy})}) {
    RawClient client(edge.port());
    client.send(header + kRequest);
    EXPECT_EQ(client.receive().status, 200);
    const std::string head = origin.requests().back().head;
    EXPECT_NE(head.find("X-Forwarded-For: 127.0.0.1\r\n"), head.npos) << head;
  }
}

TEST(ProxyProtocolIn, H10WhatIsRequiredAndMissingClosesTheConnection) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  RawClient client(edge.port());
  client.send(kRequest);
  EXPECT_EQ(client.receive_to_end(), "");
  EXPECT_EQ(refused(edge, Refusal::missing), 1u);
  EXPECT_TRUE(origin.requests().empty());
}

TEST(ProxyProtocolIn, H10AWrongHeaderClosesTheConnection) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "optional"));
  const std::vector<std::pair<std::string, Refusal>> cases{
      {"PROXY TCP4 192.0.2.01 198.51.100.7 56324 443\r\n", Refusal::address},
      {"PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\n", Refusal::syntax},
      {"PROXY " + std::string(200, 'x') + "\r\n", Refusal::too_long},
      {kBinary.substr(0, 12) + "\x31" + kBinary.substr(13), Refusal::version},
      {kBinary.substr(0, 15) + "\x0d" + kBinary.substr(16) + "x", Refusal::extension},
      {kBinary.substr(0, 14) + "\xff\xff" + kBinary.substr(16), Refusal::too_long}};
  for (const auto& [header, reason] : cases) {
    const std::uint64_t before = refused(edge, reason);
    RawClient client(edge.port());
    client.send(header + kRequest);
    EXPECT_EQ(client.receive_to_end(), "");
    EXPECT_EQ(refused(edge, reason), before + 1) << proxy_protocol::to_string(reason);
  }
  EXPECT_TRUE(origin.requests().empty());
}

TEST(ProxyProtocolIn, H10APartOfAHeaderIsNotWaitedForForever) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required", "timeouts: {handshake: 100ms}\n"));
  RawClient late(edge.port());
  late.send(kLine.substr(0, 20));
  EXPECT_EQ(late.receive_to_end(), "");
  RawClient silent(edge.port());
  EXPECT_EQ(silent.receive_to_end(), "");
  EXPECT_EQ(refused(edge, Refusal::incomplete), 2u);
}

TEST(ProxyProtocolIn, H10AnEndWithinTheHeaderClosesTheConnection) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "required"));
  for (const std::string& part : {kLine.substr(0, kLine.size() - 1), kBinary.substr(0, 20)}) {
    RawClient client(edge.port());
    client.send(part);
    client.finish_sending();
    EXPECT_EQ(client.receive_to_end(), "");
  }
  EXPECT_EQ(refused(edge, Refusal::incomplete), 2u);
  RawClient probe(edge.port());  // connects and leaves, as load balancers do to see us alive
  probe.finish_sending();
  EXPECT_EQ(probe.receive_to_end(), "");
  EXPECT_EQ(refused(edge, Refusal::incomplete), 2u);
}

TEST(ProxyProtocolIn, H10WhatIsOptionalMayBeAbsent) {
  ScriptedOrigin origin(ok);
  Edge edge(receiving(origin, "optional"));
  for (const std::string& header : {std::string(), kLine, kBinary}) {
    RawClient client(edge.port());
    client.send(header + kRequest);
    EXPECT_EQ(client.receive().status, 200);
    const std::string wanted = header.empty() ? "X-Forwarded-For: 127.0.0.1\r\n" : kFromHeader;
    const std::string head = origin.requests().back().head;
    EXPECT_NE(head.find(wanted), head.npos) << head;
  }
  RawClient client(edge.port());
  for (const char byte : "P" + kRequest.substr(3)) client.send({&byte, 1});  // a method it may be
  EXPECT_EQ(client.receive().status, 200);
}

TEST(ProxyProtocolIn, H10AnUntrustedPeerCannotSayWhoItIs) {
  ScriptedOrigin origin(ok);
  const auto stranger = [&](const std::string& mode) {
    std::string config = receiving(origin, mode);
    replace(config, "127.0.0.0/8", "10.0.0.0/8");
    return config;
  };
  Edge required(stranger("required"));
  RawClient closed(required.port());
  closed.send(kLine + kRequest);
  EXPECT_EQ(closed.receive_to_end(), "");
  EXPECT_EQ(refused(required, Refusal::untrusted_peer), 1u);

  Edge optional(stranger("optional"));
  for (const std::string& header : {kLine, kBinary}) {
    RawClient client(optional.port());
    client.send(header + kRequest);
    EXPECT_EQ(client.receive().status, 400);
  }
  RawClient plain(optional.port());
  plain.send(kRequest);
  EXPECT_EQ(plain.receive().status, 200);
  ASSERT_EQ(origin.requests().size(), 1u);
  EXPECT_EQ(origin.requests()[0].head.find("192.0.2.1"), std::string::npos);
}

class ProxyProtocolTls : public ::testing::Test {
 protected:
  std::string receiving_tls(const std::string& mode) {
    const auto issued = authority_.issue({"a.example"});
    std::string config = receiving(origin_, mode);
    replace(config, "protocol: http,",
            "protocol: https, certificates: [{cert: \"" +
                directory_.write("leaf.pem", issued.certificate) + "\", key: \"" +
                directory_.write("leaf.key", issued.key) + "\"}],");
    return config;
  }
  ScriptedOrigin origin_{ok};
  meridian::testing::TestDirectory directory_;
  meridian::testing::TestAuthority authority_;
};

TEST_F(ProxyProtocolTls, H10TheHeaderMayBeFusedWithTheHelloOrComeByteByByte) {
  Edge edge(receiving_tls("required"));
  for (const std::string& header : {kLine, kBinary}) {
    RawTlsSocket fused(edge.port());
    fused.send_plain(header, RawTlsSocket::Push::with_next);
    EXPECT_EQ(fused.ask(kRequest).substr(0, 12), "HTTP/1.1 200");
    RawTlsSocket slow(edge.port());
    for (const char byte : header) slow.send_plain({&byte, 1}, RawTlsSocket::Push::now);
    EXPECT_EQ(slow.ask(kRequest).substr(0, 12), "HTTP/1.1 200");
  }
  for (const auto& request : origin_.requests())
    EXPECT_NE(request.head.find(kFromHeader), request.head.npos) << request.head;
}

TEST_F(ProxyProtocolTls, H10AHelloWithoutAHeaderIsServedWhereItIsOptional) {
  Edge required(receiving_tls("required"));
  RawTlsSocket closed(required.port());
  EXPECT_EQ(closed.ask(kRequest), "");
  EXPECT_EQ(refused(required, Refusal::missing), 1u);
  Edge optional(receiving_tls("optional"));
  RawTlsSocket served(optional.port());
  EXPECT_EQ(served.ask(kRequest).substr(0, 12), "HTTP/1.1 200");
  RawTlsSocket named(optional.port());
  named.send_plain(kBinary, RawTlsSocket::Push::with_next);
  EXPECT_EQ(named.ask(kRequest).substr(0, 12), "HTTP/1.1 200");
  EXPECT_NE(origin_.requests().back().head.find(kFromHeader), std::string::npos);
}

TEST_F(ProxyProtocolTls, H10AHeaderBehindTheHelloIsNone) {
  Edge edge(receiving_tls("optional"));
  RawTlsSocket client(edge.port());
  EXPECT_EQ(client.ask(kLine + kRequest).substr(0, 12), "HTTP/1.1 400");
}

TEST(ProxyProtocolOut, EachRequestHasAConnectionThatBeginsWithItsClient) {
  ScriptedOrigin origin(ok);
  Edge edge(sending(origin.port(), origin.port(), "v1"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(client.get("/", "X-Forwarded-For: 80.128.0.1\r\n").status, 200);
  EXPECT_EQ(client.get("/", "X-Forwarded-For: 2001:db8::1\r\n").status, 200);
  EXPECT_EQ(origin.connections(), 3);
  const auto requests = origin.requests();
  ASSERT_EQ(requests.size(), 3u);
  const proxy_protocol::Parsed own = proxy_protocol::parse(requests[0].head);
  ASSERT_EQ(own.state, proxy_protocol::State::complete) << requests[0].head;
  EXPECT_EQ(own.header.addresses->source.address, IpAddress::parse("127.0.0.1"));
  EXPECT_NE(own.header.addresses->source.port, 0);
  EXPECT_EQ(own.header.addresses->destination.port, edge.port());
  EXPECT_EQ(requests[0].head.substr(own.bytes, 6), "GET / ");
  const std::string to = std::to_string(edge.port()) + "\r\nGET / ";
  EXPECT_EQ(requests[1].head.rfind("PROXY TCP4 80.128.0.1 127.0.0.1 0 " + to, 0), 0u);
  EXPECT_EQ(requests[2].head.rfind("PROXY TCP6 2001:db8::1 ::ffff:127.0.0.1 0 " + to, 0), 0u);
}

TEST(ProxyProtocolOut, VersionTwoIsSentAndWhatCameInGoesOut) {
  ScriptedOrigin origin([](const auto& request) {
    // The signature looks like an empty head.
    return request.head == "\r\n\r\n" ? ScriptedOrigin::Reply{} : ScriptedOrigin::ok("hello");
  });
  std::string config = sending(origin.port(), origin.port(), "v2");
  replace(config, "protocol: http}", "protocol: http, proxy_protocol: required}");
  Edge edge(config);
  RawClient client(edge.port());
  client.send(kLine + kRequest);
  EXPECT_EQ(client.receive().body, "hello");
  ASSERT_EQ(origin.requests().size(), 2u);
  const std::string all = origin.requests()[0].head + origin.requests()[1].head;
  const proxy_protocol::Parsed sent = proxy_protocol::parse(all);
  ASSERT_EQ(sent.state, proxy_protocol::State::complete);
  EXPECT_EQ(sent.header.command, proxy_protocol::Command::proxy);
  EXPECT_EQ(sent.header.addresses->source, (IpEndpoint{*IpAddress::parse("192.0.2.1"), 56324}));
  EXPECT_EQ(sent.header.addresses->destination,
            (IpEndpoint{*IpAddress::parse("127.0.0.1"), edge.port()}));
  EXPECT_EQ(all.substr(sent.bytes, 6), "GET / ");
}

TEST(ProxyProtocolOut, ARetryBeginsWithTheHeaderToo) {
  ScriptedOrigin eu([](const auto&) { return ScriptedOrigin::Reply{"", true}; });
  ScriptedOrigin us(ok);
  Edge edge(sending(eu.port(), us.port(), "v1"));
  RawClient client(edge.port());
  EXPECT_EQ(client.get("/").status, 200);
  EXPECT_EQ(us.requests().at(0).head.rfind("PROXY TCP4 127.0.0.1 127.0.0.1 ", 0), 0u);
}

}  // namespace
}  // namespace meridian::proxy::test
