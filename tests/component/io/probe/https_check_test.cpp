#include <gtest/gtest.h>

#include "probing.hpp"
#include "silent_server.hpp"
#include "tests/support/scripted_origin.hpp"
#include "tests/support/test_certificates.hpp"
#include "tls_server.hpp"

namespace meridian::probe {
namespace {

using namespace std::chrono_literals;
using health::ProbeOutcome;

class HttpsCheck : public ::testing::Test {
 protected:
  // An endpoint named origin.example.com that resolves to 127.0.0.1.
  config::Upstream upstream_at(std::uint16_t port) {
    config::Upstream upstream = one_endpoint(port, quick_check(config::CheckType::https));
    upstream.endpoints[0].host = "origin.example.com";
    upstream.tls.enabled = true;
    upstream.tls.ca_file = directory_.write("ca.pem", authority_.certificate());
    return upstream;
  }
  ProbeOutcome outcome_of(config::Upstream upstream) {
    Probing probing(std::move(upstream));
    return probing.first_outcome();
  }

  testing::TestDirectory directory_;
  testing::TestAuthority authority_;
};

TEST_F(HttpsCheck, AVerifiedOriginIsOkAndIsSentItsName) {
  TlsServer server(authority_.issue({"origin.example.com"}));
  EXPECT_EQ(outcome_of(upstream_at(server.port())), ProbeOutcome::ok);
  EXPECT_EQ(server.last_server_name(), "origin.example.com");
}

TEST_F(HttpsCheck, AnotherNameInTheCertificateIsATlsFailure) {
  TlsServer server(authority_.issue({"other.example.com"}));
  EXPECT_EQ(outcome_of(upstream_at(server.port())), ProbeOutcome::tls);
}

TEST_F(HttpsCheck, TheConfiguredServerNameIsSentAndVerified) {
  TlsServer server(authority_.issue({"other.example.com"}));
  config::Upstream upstream = upstream_at(server.port());
  upstream.tls.server_name = "other.example.com";
  EXPECT_EQ(outcome_of(upstream), ProbeOutcome::ok);
  EXPECT_EQ(server.last_server_name(), "other.example.com");
}

TEST_F(HttpsCheck, AnotherAuthorityIsATlsFailure) {
  testing::TestAuthority stranger("Stranger CA");
  TlsServer server(stranger.issue({"origin.example.com"}));
  EXPECT_EQ(outcome_of(upstream_at(server.port())), ProbeOutcome::tls);
}

TEST_F(HttpsCheck, AnExpiredCertificateIsATlsFailure) {
  TlsServer server(authority_.issue({"origin.example.com"}, testing::KeyType::ec, -1h));
  EXPECT_EQ(outcome_of(upstream_at(server.port())), ProbeOutcome::tls);
}

TEST_F(HttpsCheck, WithoutVerificationAnyCertificateWillDo) {
  testing::TestAuthority stranger("Stranger CA");
  TlsServer server(stranger.issue({"whatever.example.com"}));
  config::Upstream upstream = upstream_at(server.port());
  upstream.tls.verify = false;
  EXPECT_EQ(outcome_of(upstream), ProbeOutcome::ok);
}

TEST_F(HttpsCheck, AnAddressLiteralIsVerifiedAsSuchAndNotSentAsAName) {
  TlsServer server(authority_.issue({"127.0.0.1"}));
  config::Upstream upstream = upstream_at(server.port());
  upstream.endpoints[0].host = "127.0.0.1";
  EXPECT_EQ(outcome_of(upstream), ProbeOutcome::ok);
  EXPECT_EQ(server.last_server_name(), "");
}

TEST_F(HttpsCheck, AMissingCaFileFailsTheCheckInsteadOfTrustingAnyone) {
  TlsServer server(authority_.issue({"origin.example.com"}));
  config::Upstream upstream = upstream_at(server.port());
  upstream.tls.ca_file = directory_.path("absent.pem");
  EXPECT_EQ(outcome_of(upstream), ProbeOutcome::tls);
}

TEST_F(HttpsCheck, ABodyWithoutLengthMayEndWithoutCloseNotify) {
  TlsServer server(authority_.issue({"origin.example.com"}), false);
  EXPECT_EQ(outcome_of(upstream_at(server.port())), ProbeOutcome::ok);
}

TEST_F(HttpsCheck, AnOriginWithoutTlsIsATlsFailure) {
  test::ScriptedOrigin origin([](const auto&) { return test::ScriptedOrigin::ok("fine"); });
  config::Upstream upstream = upstream_at(origin.port());
  upstream.health_checks[0].timeout = 300ms;  // it may wait for the end of a head instead
  const ProbeOutcome outcome = outcome_of(upstream);
  EXPECT_TRUE(outcome == ProbeOutcome::tls || outcome == ProbeOutcome::timeout ||
              outcome == ProbeOutcome::reset)
      << to_string(outcome);
}

TEST_F(HttpsCheck, SilenceInTheHandshakeIsATimeout) {
  SilentServer server;
  config::Upstream upstream = upstream_at(server.port());
  upstream.health_checks[0].timeout = 60ms;
  EXPECT_EQ(outcome_of(upstream), ProbeOutcome::timeout);
}

}  // namespace
}  // namespace meridian::probe
