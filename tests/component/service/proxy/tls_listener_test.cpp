// What a TLS listener does besides TLS: handshakes under way are bounded (E4), hosts under a policy
// of their own are answered on their own connections only (E1), HSTS.
#include <gtest/gtest.h>

#include <list>

#include "edge.hpp"
#include "eventually.hpp"
#include "raw_client.hpp"
#include "raw_tls_socket.hpp"
#include "scripted_origin.hpp"
#include "test_certificates.hpp"

namespace meridian::proxy::test {
namespace {

using meridian::test::RawClient;
using meridian::test::RawTlsSocket;
using meridian::test::ScriptedOrigin;
using observability::Termination;

class TlsListener : public ::testing::Test {
 protected:
  std::string config(const std::string& keys, const std::string& more = "") {
    const auto issued = authority_.issue({"a.example", "*.example"});
    std::string text = config_for({{"eu", origin_.port()}}, more);
    const std::string plain = "protocol: http}";
    text.replace(text.find(plain), plain.size(),
                 "protocol: https, certificates: [{cert: \"" +
                     directory_.write("leaf.pem", issued.certificate) + "\", key: \"" +
                     directory_.write("leaf.key", issued.key) + "\"}]" + keys + "}");
    return text;
  }
  static std::string ask(Edge& edge, const std::string& host) {
    return RawTlsSocket(edge.port())
        .ask("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  testing::TestDirectory directory_;
  testing::TestAuthority authority_;
  ScriptedOrigin origin_{[](const auto&) { return ScriptedOrigin::ok("hello"); }};
};

TEST_F(TlsListener, E4OneHandshakeTooManyEndsTheOldest) {
  Edge edge(config("", "limits: {handshakes: 3}\n"));
  std::list<RawClient> silent;
  for (int i = 0; i < 3; ++i) silent.emplace_back(edge.port());
  EXPECT_TRUE(eventually([&] { return edge.metrics().handshakes_under_way.value() == 3; }));
  for (int i = 0; i < 5; ++i) {
    EXPECT_TRUE(ask(edge, "a.example").ends_with("hello"));
    silent.emplace_back(edge.port());
  }
  EXPECT_EQ(silent.front().receive_to_end(), "");
  const auto& ended =
      edge.metrics().terminations[static_cast<std::size_t>(Termination::limit_handshakes)];
  EXPECT_TRUE(eventually([&] { return ended.value() >= 5; }));
  EXPECT_LE(edge.metrics().handshakes_under_way.value(), 3U);
}

TEST_F(TlsListener, E1AHostUnderAnotherPolicyIsMisdirected) {
  Edge edge(config(", tls_hosts: [{names: [secure.example], min_version: 1.3}]"));
  EXPECT_TRUE(ask(edge, "a.example").starts_with("HTTP/1.1 200 "));
  for (const char* host : {"secure.example", "SECURE.example", "secure.example:443"})
    EXPECT_TRUE(ask(edge, host).starts_with("HTTP/1.1 421 ")) << host;
  EXPECT_EQ(origin_.requests().size(), 1U);
}

TEST_F(TlsListener, HstsIsSaidWithEveryAnswer) {
  Edge edge(config(", tls: {hsts: {max_age: 1h}}, tls_hosts: [{names: [b.example]}]"));
  const std::string line = "Strict-Transport-Security: max-age=3600\r\n";
  EXPECT_NE(ask(edge, "a.example").find(line), std::string::npos);
  EXPECT_NE(ask(edge, "b.example").find(line), std::string::npos) << "an answer of the edge";
}

}  // namespace
}  // namespace meridian::proxy::test
