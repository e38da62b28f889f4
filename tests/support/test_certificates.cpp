#include "tests/support/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/ip_address.hpp"

namespace meridian::testing {

namespace {

// RSA keys take long to make; tests may share one.
EVP_PKEY* make_key(KeyType type) {
  if (type == KeyType::ec) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    MERIDIAN_CHECK(key != nullptr);
    return key;
  }
  static const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> shared(EVP_RSA_gen(2048),
                                                                          EVP_PKEY_free);
  MERIDIAN_CHECK(shared != nullptr && EVP_PKEY_up_ref(shared.get()) == 1);
  return shared.get();
}

X509* make_certificate(const std::string& common_name, EVP_PKEY* key) {
  X509* certificate = X509_new();
  MERIDIAN_CHECK(certificate != nullptr);
  std::uint32_t serial = 0;
  MERIDIAN_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1);
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  X509_set_pubkey(certificate, key);
  return certificate;
}

void set_validity(X509* certificate, std::chrono::seconds lifetime) {
  const auto start = std::min(std::chrono::seconds(0), lifetime) - std::chrono::hours(1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), static_cast<long>(start.count()));
  X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(lifetime.count()));
}

void add_extension(X509* certificate, int type, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, type, value.c_str());
  MERIDIAN_CHECK(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

std::string alternative_names(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    if (!list.empty()) list += ',';
    list += (IpAddress::parse(name) ? "IP:" : "DNS:") + name;
  }
  return list;
}

std::string text_of(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);
  std::string text(bytes, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

std::string to_pem(X509* certificate) {
  BIO* bio = BIO_new(BIO_s_mem());
  MERIDIAN_CHECK(PEM_write_bio_X509(bio, certificate) == 1);
  return text_of(bio);
}

std::string to_pem(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  MERIDIAN_CHECK(PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return text_of(bio);
}

}  // namespace

TestAuthority::TestAuthority(const std::string& common_name)
    : key_(make_key(KeyType::ec)), certificate_(make_certificate(common_name, key_)) {
  set_validity(certificate_, std::chrono::hours(24));
  X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
  add_extension(certificate_, NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate_, NID_key_usage, "critical,keyCertSign,cRLSign");
  MERIDIAN_CHECK(X509_sign(certificate_, key_, EVP_sha256()) > 0);
}

TestAuthority::~TestAuthority() {
  X509_free(certificate_);
  EVP_PKEY_free(key_);
}

std::string TestAuthority::certificate() const {
  return to_pem(certificate_);
}

Issued TestAuthority::issue(const std::vector<std::string>& names, KeyType type,
                            std::chrono::seconds lifetime) const {
  EVP_PKEY* key = make_key(type);
  X509* leaf = make_certificate(names.empty() ? "nameless" : names.front(), key);
  set_validity(leaf, lifetime);
  X509_set_issuer_name(leaf, X509_get_subject_name(certificate_));
  if (!names.empty()) add_extension(leaf, NID_subject_alt_name, alternative_names(names));
  MERIDIAN_CHECK(X509_sign(leaf, key_, EVP_sha256()) > 0);
  Issued issued{to_pem(leaf), to_pem(key)};
  X509_free(leaf);
  EVP_PKEY_free(key);
  return issued;
}

TestDirectory::TestDirectory() {
  std::string pattern = (std::filesystem::temp_directory_path() / "meridian-test-XXXXXX").string();
  MERIDIAN_CHECK(mkdtemp(pattern.data()) != nullptr);
  root_ = pattern;
}

TestDirectory::~TestDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
}

std::string TestDirectory::write(std::string_view name, std::string_view text) const {
  std::ofstream out(root_ / name, std::ios::binary);
  out << text;
  out.close();
  MERIDIAN_CHECK(!out.fail());
  return path(name);
}

}  // namespace meridian::testing
