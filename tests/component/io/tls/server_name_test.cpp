// Which certificate a client gets: by name, and by the signatures it understands.
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

using testing::KeyType;

// What the server showed to a client that asked for a name.
class ServedCertificate {
 public:
  ServedCertificate(const ServerContext& server, const std::string& name,
                    const char* signatures = nullptr)
      : server_(Engine::server(server)), client_(TLS1_3_VERSION, name) {
    if (signatures != nullptr) SSL_set1_sigalgs_list(client_.ssl(), signatures);
    client_.exchange(server_);
    leaf_ = SSL_get0_peer_certificate(client_.ssl());
  }
  bool has(const char* name) const {
    return leaf_ != nullptr && X509_check_host(leaf_, name, 0, 0, nullptr) == 1;
  }
  int key_type() const {
    return leaf_ == nullptr ? 0 : EVP_PKEY_get_base_id(X509_get0_pubkey(leaf_));
  }

 private:
  Side server_;
  RawTlsClient client_;
  X509* leaf_ = nullptr;
};

constexpr const char* kRsaOnly = "rsa_pss_rsae_sha256";
constexpr const char* kEcdsaOnly = "ecdsa_secp256r1_sha256";

class ServerNames : public ::testing::Test {
 protected:
  TlsWorld world_;
};

TEST_F(ServerNames, ExactThenWildcardThenTheFirst) {
  const auto server =
      world_.server({world_.certificate({"first.example"}), world_.certificate({"*.b.example"}),
                     world_.certificate({"exact.b.example"})});
  EXPECT_TRUE(ServedCertificate(*server, "exact.b.example").has("exact.b.example"));
  EXPECT_FALSE(ServedCertificate(*server, "exact.b.example").has("other.b.example"));
  EXPECT_TRUE(ServedCertificate(*server, "other.b.example").has("other.b.example"));
  EXPECT_TRUE(ServedCertificate(*server, "unknown.example").has("first.example"));
}

TEST_F(ServerNames, WildcardCoversOneLabel) {
  const auto server =
      world_.server({world_.certificate({"first.example"}), world_.certificate({"*.b.example"})});
  EXPECT_TRUE(ServedCertificate(*server, "x.y.b.example").has("first.example"));
  EXPECT_TRUE(ServedCertificate(*server, "b.example").has("first.example"));
}

TEST_F(ServerNames, ServedAlikeAreThoseOfTheSameCertificates) {  // S14
  const auto server = world_.server(
      {world_.certificate({"first.example", "also.example"}), world_.certificate({"*.b.example"})});
  EXPECT_TRUE(server->serves_alike("first.example", "ALSO.example"));
  EXPECT_TRUE(server->serves_alike("x.b.example", "Y.b.example"));
  EXPECT_FALSE(server->serves_alike("first.example", "x.b.example"));
  EXPECT_TRUE(server->serves_alike("first.example", "unknown.example"));  // routes decide about it
}

TEST_F(ServerNames, IgnoreCase) {
  const auto server =
      world_.server({world_.certificate({"first.example"}), world_.certificate({"B.example"})});
  EXPECT_TRUE(ServedCertificate(*server, "b.EXAMPLE").has("b.example"));
}

TEST_F(ServerNames, ClientWithoutANameGetsTheFirst) {
  const auto server = world_.server(
      {world_.certificate({"first.example", "127.0.0.1"}), world_.certificate({"b.example"})});
  const auto client = world_.client();
  const Pair pair = TlsWorld::connect(*server, *client, "127.0.0.1");
  EXPECT_TRUE(pair.open()) << pair.client.engine->failure();
  EXPECT_EQ(pair.server.engine->server_name(), "");
}

TEST_F(ServerNames, KeyTypeFollowsWhatTheClientCanVerify) {
  const auto server = world_.server({world_.certificate({"a.example"}, KeyType::rsa),
                                     world_.certificate({"a.example"}, KeyType::ec)});
  EXPECT_EQ(ServedCertificate(*server, "a.example", kRsaOnly).key_type(), EVP_PKEY_RSA);
  EXPECT_EQ(ServedCertificate(*server, "a.example", kEcdsaOnly).key_type(), EVP_PKEY_EC);
  EXPECT_EQ(ServedCertificate(*server, "a.example").key_type(), EVP_PKEY_EC) << "the cheaper one";
  EXPECT_EQ(ServedCertificate(*server, "unknown.example", kEcdsaOnly).key_type(), EVP_PKEY_EC);
}

TEST_F(ServerNames, WildcardOfAnotherKeyTypeCompletesAnExactName) {
  const auto server = world_.server({world_.certificate({"www.a.example"}, KeyType::ec),
                                     world_.certificate({"*.a.example"}, KeyType::rsa)});
  EXPECT_EQ(ServedCertificate(*server, "www.a.example", kRsaOnly).key_type(), EVP_PKEY_RSA);
  EXPECT_EQ(ServedCertificate(*server, "www.a.example", kEcdsaOnly).key_type(), EVP_PKEY_EC);
}

TEST_F(ServerNames, ListenerWithoutCertificatesIsRefused) {
  const auto none = Credentials::load({});
  ASSERT_TRUE(none);
  EXPECT_FALSE(ServerContext::make(*none, world_.listener, world_.tickets));
}

}  // namespace
}  // namespace meridian::tls
