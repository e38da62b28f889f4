#include "tests/support/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/ocsp.h>
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

std::string TestAuthority::ocsp_answer(const Issued& leaf, bool good,
                                       std::chrono::seconds lifetime) const {
  BIO* bio = BIO_new_mem_buf(leaf.certificate.data(), static_cast<int>(leaf.certificate.size()));
  X509* subject = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  OCSP_CERTID* id = OCSP_cert_to_id(nullptr, subject, certificate_);
  X509_free(subject);
  OCSP_BASICRESP* basic = OCSP_BASICRESP_new();
  const auto from = std::min(std::chrono::seconds(0), lifetime) - std::chrono::hours(1);
  ASN1_TIME* begins = X509_gmtime_adj(nullptr, static_cast<long>(from.count()));
  ASN1_TIME* ends = X509_gmtime_adj(nullptr, static_cast<long>(lifetime.count()));
  ASN1_TIME* revoked = good ? nullptr : begins;
  const int status = good ? V_OCSP_CERTSTATUS_GOOD : V_OCSP_CERTSTATUS_REVOKED;
  MERIDIAN_CHECK(OCSP_basic_add1_status(basic, id, status, OCSP_REVOKED_STATUS_NOSTATUS, revoked,
                                        begins, ends) != nullptr);
  MERIDIAN_CHECK(OCSP_basic_sign(basic, certificate_, key_, EVP_sha256(), nullptr, 0) == 1);
  OCSP_RESPONSE* answer = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic);
  unsigned char* bytes = nullptr;
  const int size = i2d_OCSP_RESPONSE(answer, &bytes);
  MERIDIAN_CHECK(size > 0);
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  OCSP_RESPONSE_free(answer);
  OCSP_BASICRESP_free(basic);
  OCSP_CERTID_free(id);
  ASN1_TIME_free(begins);
  ASN1_TIME_free(ends);
  return der;
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
