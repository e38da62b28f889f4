// What a listener asks of clients by the name they want: versions, ciphers, groups, strict SNI.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

class HostPolicyOf : public ::testing::Test {
 protected:
  void with(const config::TlsPolicy& policy) {
    world_.listener.tls_hosts = {policy};
    server_ = world_.server({certificate_});
  }
  // "": refused.
  std::string cipher_of(const std::string& name, int version = TLS1_3_VERSION,
                        const char* groups = nullptr) {
    Side server(Engine::server(*server_));
    RawTlsClient client(version, name);
    if (groups != nullptr) SSL_set1_groups_list(client.ssl(), groups);
    client.exchange(server);
    if (server.engine->state() != EngineState::open) return {};
    return SSL_get_cipher_name(client.ssl());
  }

  TlsWorld world_;
  config::Certificate certificate_ = world_.certificate({"a.example", "*.b.example"});
  std::unique_ptr<ServerContext> server_ = world_.server({certificate_});
};

TEST_F(HostPolicyOf, MinVersionIsForItsNamesOnly) {
  with({.names = {"secure.b.example"}, .min_version = config::TlsVersion::tls13});
  EXPECT_EQ(cipher_of("secure.b.example", TLS1_2_VERSION), "");
  EXPECT_NE(cipher_of("secure.b.example"), "");
  EXPECT_NE(cipher_of("a.example", TLS1_2_VERSION), "");
  EXPECT_NE(cipher_of("other.b.example", TLS1_2_VERSION), "");
}

TEST_F(HostPolicyOf, AWildcardIsForAllNamesBelowWhateverTheirCertificate) {
  with({.names = {"*.b.example", "*.uncertified.example"},
        .min_version = config::TlsVersion::tls13});
  for (const char* name : {"x.b.example", "y.x.b.example", "x.uncertified.example"})
    EXPECT_EQ(cipher_of(name, TLS1_2_VERSION), "") << name;
  EXPECT_NE(cipher_of("b.example", TLS1_2_VERSION), "");
  EXPECT_NE(cipher_of("uncertified.example", TLS1_2_VERSION), "");
}

TEST_F(HostPolicyOf, TheMostSpecificNameWins) {
  with({.names = {"*.b.example"}, .min_version = config::TlsVersion::tls13});
  world_.listener.tls_hosts.push_back({.names = {"*.old.b.example"}});
  server_ = world_.server({certificate_});
  EXPECT_EQ(cipher_of("new.b.example", TLS1_2_VERSION), "");
  EXPECT_NE(cipher_of("x.old.b.example", TLS1_2_VERSION), "");
}

TEST_F(HostPolicyOf, CiphersAreChosenInItsOrder) {
  with({.names = {"secure.b.example"},
        .ciphers = {"TLS_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"}});
  EXPECT_EQ(cipher_of("secure.b.example"), "TLS_AES_256_GCM_SHA384");
  EXPECT_EQ(cipher_of("secure.b.example", TLS1_2_VERSION), "ECDHE-ECDSA-AES256-GCM-SHA384");
  EXPECT_EQ(cipher_of("a.example"), "TLS_AES_128_GCM_SHA256");
}

TEST_F(HostPolicyOf, GroupsAreItsOwn) {
  with({.names = {"secure.b.example"}, .groups = {"P-384"}});
  EXPECT_EQ(cipher_of("secure.b.example", TLS1_3_VERSION, "X25519:P-256"), "");
  EXPECT_NE(cipher_of("secure.b.example", TLS1_3_VERSION, "X25519:P-384"), "");
  EXPECT_NE(cipher_of("a.example", TLS1_3_VERSION, "X25519"), "");
  EXPECT_EQ(cipher_of("a.example", TLS1_3_VERSION, "P-384"), "");
}

TEST_F(HostPolicyOf, OfTheListenerIsForAllOthers) {
  world_.listener.tls.min_version = config::TlsVersion::tls13;
  with({.names = {"old.b.example"}});
  EXPECT_EQ(cipher_of("a.example", TLS1_2_VERSION), "");
  EXPECT_NE(cipher_of("old.b.example", TLS1_2_VERSION), "");
}

TEST_F(HostPolicyOf, HstsIsALineOfItsOwnNames) {
  config::TlsPolicy policy{.names = {"*.b.example"}};
  policy.hsts = {std::chrono::hours(24 * 365), true, true};
  with(policy);
  EXPECT_EQ(server_->policy_of("A.example").hsts, "");
  EXPECT_EQ(server_->policy_of("X.b.example").hsts,
            "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload\r\n");
}

TEST_F(HostPolicyOf, StrictSniRefusesNamesWithoutACertificate) {
  world_.listener.strict_sni = true;
  server_ = world_.server({certificate_});
  EXPECT_NE(cipher_of("a.example"), "");
  EXPECT_NE(cipher_of("x.b.example"), "");
  EXPECT_EQ(cipher_of("unknown.example"), "");
  const auto client = world_.client();
  const Pair nameless = TlsWorld::connect(*server_, *client, "127.0.0.1");
  EXPECT_EQ(nameless.client.engine->failure(), "tlsv1 unrecognized name");
}

}  // namespace
}  // namespace meridian::tls
