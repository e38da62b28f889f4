// OCSP answers: stapled while they are good, and which ones are refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/component/io/tls/raw_tls_client.hpp"
#include "tests/component/io/tls/tls_pair.hpp"

namespace meridian::tls {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;
using testing::Issued;
using testing::KeyType;

class Stapling : public ::testing::TestWithParam<int> {
 protected:
  // With the authority's certificate behind the leaf's.
  config::Certificate write(const Issued& leaf, const std::string& answer,
                            const std::string& stem = "leaf") {
    return {
        world_.directory.write(stem + ".pem", leaf.certificate + world_.authority.certificate()),
        world_.directory.write(stem + ".key", leaf.key),
        answer.empty() ? "" : world_.directory.write(stem + ".ocsp", answer)};
  }
  static std::string error_of(const config::Certificate& files) {
    const auto loaded = Credentials::load({files});
    return loaded ? "no error" : loaded.error().context;
  }
  // What a client that asks for it is given; "": nothing.
  std::string stapled(const ServerContext& server, const char* signatures = nullptr) {
    Side side(Engine::server(server));
    RawTlsClient client(GetParam(), "a.example");
    SSL_set_tlsext_status_type(client.ssl(), TLSEXT_STATUSTYPE_ocsp);
    if (signatures != nullptr) SSL_set1_sigalgs_list(client.ssl(), signatures);
    client.exchange(side);
    EXPECT_EQ(side.engine->state(), EngineState::open) << side.engine->failure();
    const unsigned char* bytes = nullptr;
    const long size = SSL_get_tlsext_status_ocsp_resp(client.ssl(), &bytes);
    return size <= 0 ? "" : std::string(reinterpret_cast<const char*>(bytes), size);
  }

  TlsWorld world_;
  Issued leaf_ = world_.authority.issue({"a.example"});
};

TEST_P(Stapling, GivesAGoodAnswer) {
  const std::string answer = world_.authority.ocsp_answer(leaf_, true, hours(24));
  EXPECT_EQ(stapled(*world_.server({write(leaf_, answer)})), answer);
}

TEST_P(Stapling, GivesNothingWithoutAFile) {
  EXPECT_EQ(stapled(*world_.server({write(leaf_, "")})), "");
}

TEST_P(Stapling, E3LeavesOutAnAnswerThatIsTooOld) {
  const std::string answer = world_.authority.ocsp_answer(leaf_, true, -hours(1));
  EXPECT_EQ(stapled(*world_.server({write(leaf_, answer)})), "");
}

TEST_P(Stapling, FollowsTheCertificateThatWasChosen) {
  const Issued rsa = world_.authority.issue({"a.example"}, KeyType::rsa);
  const std::string of_ec = world_.authority.ocsp_answer(leaf_, true, hours(24));
  const std::string of_rsa = world_.authority.ocsp_answer(rsa, true, hours(24));
  const auto server = world_.server({write(leaf_, of_ec, "ec"), write(rsa, of_rsa, "rsa")});
  EXPECT_EQ(stapled(*server, "ecdsa_secp256r1_sha256"), of_ec);
  EXPECT_EQ(stapled(*server, "rsa_pss_rsae_sha256"), of_rsa);
}

TEST_P(Stapling, RefusesAnswersThatAreNoneOfThisCertificate) {
  const auto good = [&](const Issued& leaf) {
    return world_.authority.ocsp_answer(leaf, true, hours(24));
  };
  EXPECT_THAT(error_of(write(leaf_, good(world_.authority.issue({"a.example"})))),
              HasSubstr("leaf.ocsp: is about another certificate"));
  EXPECT_THAT(error_of(write(leaf_, world_.authority.ocsp_answer(leaf_, false, hours(24)))),
              HasSubstr("leaf.ocsp: calls the certificate revoked"));
  EXPECT_THAT(error_of(write(leaf_, "no DER")), HasSubstr("leaf.ocsp: is no OCSP answer"));
  EXPECT_THAT(error_of(write(leaf_, good(leaf_).substr(0, 100))),
              HasSubstr("leaf.ocsp: is no OCSP answer"));
}

TEST_P(Stapling, RefusesAnAnswerOfAnotherSigner) {
  // Another authority of the same name: the identifiers fit, the key does not.
  const testing::TestAuthority impostor;
  auto files = write(leaf_, world_.authority.ocsp_answer(leaf_, true, hours(24)));
  files.cert = world_.directory.write("forged.pem", leaf_.certificate + impostor.certificate());
  EXPECT_THAT(error_of(files), HasSubstr("leaf.ocsp: is "));
}

TEST_P(Stapling, NeedsTheIssuerToJudgeAnAnswer) {
  auto files = write(leaf_, world_.authority.ocsp_answer(leaf_, true, hours(24)));
  files.cert = world_.directory.write("alone.pem", leaf_.certificate);
  EXPECT_THAT(error_of(files), HasSubstr("lacks the issuer's certificate; add it"));
}

INSTANTIATE_TEST_SUITE_P(Versions, Stapling, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& version) {
                           return version.param == TLS1_3_VERSION ? "Tls13" : "Tls12";
                         });

}  // namespace
}  // namespace meridian::tls
