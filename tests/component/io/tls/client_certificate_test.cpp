// Mutual TLS: whom the server asks, whom it believes, and that no resumed session carries a proof
// to where it was not given (E1).
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include "meridian/io/tls/token.hpp"
#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

using config::ClientCertificates;

void show(SSL* ssl, const testing::Issued& issued) {
  BIO* bio =
      BIO_new_mem_buf(issued.certificate.data(), static_cast<int>(issued.certificate.size()));
  X509* certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  bio = BIO_new_mem_buf(issued.key.data(), static_cast<int>(issued.key.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  SSL_use_certificate(ssl, certificate);
  SSL_use_PrivateKey(ssl, key);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

class MutualTls : public ::testing::TestWithParam<int> {
 protected:
  MutualTls() {
    world_.listener.tls_hosts = {policy("secure.example", ClientCertificates::required, clients_),
                                 policy("maybe.example", ClientCertificates::optional, clients_),
                                 policy("other.example", ClientCertificates::required, strangers_)};
    remake();
  }

  config::TlsPolicy policy(const std::string& name, ClientCertificates mode,
                           const testing::TestAuthority& authority) {
    config::TlsPolicy made;
    made.names = {name};
    made.client_certificates = {
        mode, world_.directory.write(name + "-ca.pem", authority.certificate()), 2, true};
    return made;
  }
  void remake() { server_ = world_.server({certificate_}); }

  struct Outcome {
    EngineState state = EngineState::failed;
    bool resumed = false;
    std::optional<PeerCertificate> peer;
    std::string failure;
  };
  // What the server makes of a client that asks for `name`; the session it gives is kept.
  Outcome connect(const std::string& name, const testing::Issued* certificate = nullptr,
                  SSL_SESSION* session = nullptr) {
    Side server(Engine::server(*server_));
    RawTlsClient client(GetParam(), name, session);
    if (certificate != nullptr) show(client.ssl(), *certificate);
    client.exchange(server);
    if (client.session() != nullptr) {
      SSL_SESSION_free(session_);
      session_ = SSL_SESSION_dup(client.session());
    }
    const Engine& engine = *server.engine;
    return {engine.state(), engine.resumed(), engine.peer_certificate(),
            std::string(engine.failure())};
  }
  ~MutualTls() override { SSL_SESSION_free(session_); }

  TlsWorld world_;
  testing::TestAuthority clients_{"Clients"};
  testing::TestAuthority strangers_{"Strangers"};
  testing::Issued alice_ = clients_.issue({"alice"});
  testing::Issued mallory_ = strangers_.issue({"mallory"});
  config::Certificate certificate_ = world_.certificate({"a.example", "*.example"});
  std::unique_ptr<ServerContext> server_;
  SSL_SESSION* session_ = nullptr;
};

TEST_P(MutualTls, AsksNobodyElse) {
  const Outcome outcome = connect("a.example", &alice_);
  EXPECT_EQ(outcome.state, EngineState::open) << outcome.failure;
  EXPECT_FALSE(outcome.peer);
}

TEST_P(MutualTls, RequiredAndShownIsTold) {
  const Outcome outcome = connect("secure.example", &alice_);
  ASSERT_EQ(outcome.state, EngineState::open) << outcome.failure;
  ASSERT_TRUE(outcome.peer);
  EXPECT_EQ(outcome.peer->subject, "CN=alice");
  EXPECT_EQ(outcome.peer->sha256, to_string(sha256(outcome.peer->der)));
}

TEST_P(MutualTls, RequiredAndNotShownIsRefused) {
  const Outcome outcome = connect("secure.example");
  EXPECT_EQ(outcome.state, EngineState::failed);
  EXPECT_EQ(outcome.failure, "peer did not return a certificate");
}

TEST_P(MutualTls, OfAnotherAuthorityIsRefusedEvenWhereOptional) {
  for (const char* name : {"secure.example", "maybe.example"}) {
    const Outcome outcome = connect(name, &mallory_);
    EXPECT_EQ(outcome.state, EngineState::failed) << name;
    EXPECT_EQ(outcome.failure, "unable to get local issuer certificate") << name;
  }
}

TEST_P(MutualTls, ExpiredIsRefused) {
  const testing::Issued old =
      clients_.issue({"alice"}, testing::KeyType::ec, -std::chrono::hours(2));
  EXPECT_EQ(connect("secure.example", &old).failure, "certificate has expired");
}

TEST_P(MutualTls, OptionalMayBeLeftOut) {
  const Outcome without = connect("maybe.example");
  EXPECT_EQ(without.state, EngineState::open) << without.failure;
  EXPECT_FALSE(without.peer);
  EXPECT_TRUE(connect("maybe.example", &alice_).peer);
}

TEST_P(MutualTls, ResumedUnderTheSameNameIsTheSameClient) {
  ASSERT_TRUE(connect("secure.example", &alice_).peer);
  const Outcome again = connect("secure.example", nullptr, session_);
  EXPECT_EQ(again.state, EngineState::open) << again.failure;
  EXPECT_TRUE(again.resumed);
  ASSERT_TRUE(again.peer);
  EXPECT_EQ(again.peer->subject, "CN=alice");
}

TEST_P(MutualTls, E1NoSessionLeadsIntoAnotherPolicy) {
  ASSERT_EQ(connect("a.example").state, EngineState::open);
  const Outcome into = connect("secure.example", nullptr, session_);
  EXPECT_EQ(into.state, EngineState::failed) << "a session without a certificate let somebody in";

  ASSERT_TRUE(connect("secure.example", &alice_).peer);
  const Outcome other = connect("other.example", nullptr, session_);
  EXPECT_EQ(other.state, EngineState::failed) << "a proof for one name counted for another";

  ASSERT_TRUE(connect("secure.example", &alice_).peer);
  const Outcome out = connect("a.example", nullptr, session_);
  EXPECT_EQ(out.state, EngineState::open) << out.failure;
  EXPECT_FALSE(out.resumed);
  EXPECT_FALSE(out.peer);
}

TEST_P(MutualTls, E1NoSessionOutlivesItsAuthorities) {
  ASSERT_TRUE(connect("secure.example", &alice_).peer);
  world_.listener.tls_hosts[0] = policy("secure.example", ClientCertificates::required, strangers_);
  remake();
  EXPECT_EQ(connect("secure.example", nullptr, session_).state, EngineState::failed);
}

TEST_P(MutualTls, E1NoSessionOutlivesThePolicyWithoutCertificates) {
  world_.listener.tls_hosts.erase(world_.listener.tls_hosts.begin());
  remake();
  ASSERT_EQ(connect("secure.example").state, EngineState::open);
  world_.listener.tls_hosts.push_back(
      policy("secure.example", ClientCertificates::required, clients_));
  remake();
  EXPECT_EQ(connect("secure.example", nullptr, session_).state, EngineState::failed);
}

TEST_P(MutualTls, HostsUnderAnotherPolicyAreServedUnlike) {
  EXPECT_FALSE(server_->serves_alike("a.example", "secure.example"));
  EXPECT_FALSE(server_->serves_alike("a.example", "SECURE.example."));
  EXPECT_FALSE(server_->serves_alike("", "secure.example"));
  EXPECT_FALSE(server_->serves_alike("other.example", "secure.example"));
  EXPECT_TRUE(server_->serves_alike("", "b.example"));
}

INSTANTIATE_TEST_SUITE_P(Versions, MutualTls, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_3_VERSION ? "Tls13" : "Tls12";
                         });

}  // namespace
}  // namespace meridian::tls
