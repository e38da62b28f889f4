// Certificate and key files: what loads, and what a person is told about those that do not.
#include "meridian/io/tls/credentials.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>

#include "tests/support/test_certificates.hpp"

namespace meridian::tls {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::Issued;
using testing::KeyType;

std::string with_passphrase(const std::string& key_pem) {
  BIO* bio = BIO_new_mem_buf(key_pem.data(), static_cast<int>(key_pem.size()));
  EVP_PKEY* key = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  BIO* out = BIO_new(BIO_s_mem());
  PEM_write_bio_PKCS8PrivateKey(out, key, EVP_aes_256_cbc(), "secret", 6, nullptr, nullptr);
  EVP_PKEY_free(key);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(out);
  return text;
}

class CredentialFiles : public ::testing::Test {
 protected:
  config::Certificate write(const Issued& issued) {
    return {directory_.write("leaf.pem", issued.certificate),
            directory_.write("leaf.key", issued.key)};
  }
  static std::string error_of(const config::Certificate& files) {
    const auto loaded = Credentials::load({files});
    return loaded ? "no error" : loaded.error().context;
  }

  testing::TestDirectory directory_;
  testing::TestAuthority authority_;
};

TEST_F(CredentialFiles, LoadWithNamesTypeAndExpiry) {
  const auto files = write(authority_.issue({"A.example", "*.b.example", "127.0.0.1"}));
  const auto loaded = Credentials::load({files});
  ASSERT_TRUE(loaded) << loaded.error().context;
  const auto summaries = (*loaded)->summaries();
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_EQ(summaries[0].file, files.cert);
  EXPECT_THAT(summaries[0].names, ::testing::ElementsAre("a.example", "*.b.example"));
  EXPECT_EQ(summaries[0].key_type, "EC");
  const auto left = summaries[0].not_after - std::chrono::system_clock::now();
  EXPECT_GT(left, std::chrono::hours(23));
  EXPECT_LE(left, std::chrono::hours(24));
}

TEST_F(CredentialFiles, LoadWithRsaKeyAndChain) {
  Issued issued = authority_.issue({"a.example"}, KeyType::rsa);
  issued.certificate += authority_.certificate();
  const auto loaded = Credentials::load({write(issued)});
  ASSERT_TRUE(loaded) << loaded.error().context;
  EXPECT_EQ((*loaded)->summaries()[0].key_type, "RSA");
}

TEST_F(CredentialFiles, LoadAndReportAnExpiredCertificate) {
  const auto files = write(authority_.issue({"a.example"}, KeyType::ec, -std::chrono::hours(2)));
  const auto loaded = Credentials::load({files});
  ASSERT_TRUE(loaded) << loaded.error().context;
  EXPECT_LT((*loaded)->summaries()[0].not_after, std::chrono::system_clock::now());
}

TEST_F(CredentialFiles, RefuseAKeyOfAnotherCertificate) {
  auto files = write(authority_.issue({"a.example"}));
  files.key = directory_.write("other.key", authority_.issue({"a.example"}).key);
  EXPECT_THAT(error_of(files), AllOf(HasSubstr("other.key: does not belong to the certificate"),
                                     HasSubstr("leaf.pem")));
}

TEST_F(CredentialFiles, NameAMissingFile) {
  auto files = write(authority_.issue({"a.example"}));
  files.key = directory_.path("gone.key");
  const auto loaded = Credentials::load({files});
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::not_found);
  EXPECT_THAT(loaded.error().context, HasSubstr("gone.key: cannot open: No such file"));
}

TEST_F(CredentialFiles, RefuseWhatIsNotPem) {
  auto files = write(authority_.issue({"a.example"}));
  const auto garbage = directory_.write("garbage.pem", "not a certificate\n");
  EXPECT_THAT(error_of({garbage, files.key}), HasSubstr("garbage.pem: holds no PEM certificate"));
  EXPECT_THAT(error_of({files.cert, garbage}), HasSubstr("garbage.pem: holds no PEM private key"));
}

TEST_F(CredentialFiles, RefuseABrokenCertificateInTheChain) {
  Issued issued = authority_.issue({"a.example"});
  issued.certificate += "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  EXPECT_THAT(error_of(write(issued)), HasSubstr("leaf.pem: a certificate after the first"));
}

TEST_F(CredentialFiles, RefuseAnEndlessChain) {
  Issued issued = authority_.issue({"a.example"});
  for (int i = 0; i < 17; ++i) issued.certificate += authority_.certificate();
  EXPECT_THAT(error_of(write(issued)), HasSubstr("holds more than 16 certificates"));
}

TEST_F(CredentialFiles, RefuseAnEncryptedKeyWithoutAskingForAPassphrase) {
  const Issued issued = authority_.issue({"a.example"});
  auto files = write(issued);
  files.key = directory_.write("locked.key", with_passphrase(issued.key));
  EXPECT_THAT(error_of(files), HasSubstr("locked.key: the private key is encrypted"));
}

TEST_F(CredentialFiles, RefuseACertificateWithoutDnsName) {
  EXPECT_THAT(error_of(write(authority_.issue({"127.0.0.1"}))),
              HasSubstr("leaf.pem: the certificate has no DNS name"));
}

}  // namespace
}  // namespace meridian::tls
