#include "io/tls/credential.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "io/tls/server_name.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::tls {

namespace {

Error file_error(const std::string& file, std::string_view text, ErrorCode code) {
  ERR_clear_error();
  return Error{code, ErrorSource::file, false, file + ": " + std::string(text)};
}

Error invalid(const std::string& file, std::string_view text) {
  return file_error(file, text, ErrorCode::invalid);
}

Result<Owned<BIO>> open_file(const std::string& file) {
  errno = 0;
  Owned<BIO> bio(BIO_new_file(file.c_str(), "r"));
  if (bio != nullptr) return bio;
  const int error = errno;
  const ErrorCode code = error == ENOENT   ? ErrorCode::not_found
                         : error == EACCES ? ErrorCode::refused
                                           : ErrorCode::io;
  return file_error(file, std::string("cannot open: ") + std::strerror(error), code);
}

// Never asks a terminal for a passphrase.
int refuse_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

Result<std::unique_ptr<Credential>> Credential::load(const config::Certificate& files) {
  ERR_clear_error();
  auto credential = std::make_unique<Credential>();
  credential->file_ = files.cert;
  if (auto read = credential->read_certificates(files.cert); !read) return read.error();
  if (auto read = credential->read_key(files.key); !read) return read.error();
  if (X509_check_private_key(credential->leaf_.get(), credential->key_.get()) != 1)
    return invalid(files.key, "does not belong to the certificate " + files.cert +
                                  "; name the key that the certificate was made for");
  credential->read_names();
  if (credential->names_.empty())
    return invalid(files.cert, "the certificate has no DNS name; issue it with a subjectAltName");
  const Owned<SSL_CTX> trial(SSL_CTX_new(TLS_server_method()));
  MERIDIAN_CHECK(trial != nullptr);
  const std::string_view refusal = credential->install_in(trial.get());
  if (!refusal.empty())
    return invalid(files.cert, "OpenSSL refuses the certificate: " + std::string(refusal));
  if (auto read = credential->read_ocsp(files.ocsp); !read) return read.error();
  return credential;
}

Result<void> Credential::read_ocsp(const std::string& file) {
  if (file.empty()) return {};
  X509* const first = sk_X509_value(chain_.get(), 0);
  const bool self_signed = X509_self_signed(leaf_.get(), 0) == 1;
  if (first == nullptr && !self_signed)
    return invalid(file, "cannot be judged: " + file_ + " lacks the issuer's certificate; add it");
  auto answer = OcspAnswer::load(file, leaf_.get(), first != nullptr ? first : leaf_.get());
  if (!answer) return answer.error();
  ocsp_file_ = file;
  ocsp_ = std::move(*answer);
  return {};
}

Result<void> Credential::read_certificates(const std::string& file) {
  auto bio = open_file(file);
  if (!bio) return bio.error();
  leaf_.reset(PEM_read_bio_X509_AUX(bio->get(), nullptr, nullptr, nullptr));
  if (leaf_ == nullptr) return invalid(file, "holds no PEM certificate that can be read");
  chain_.reset(sk_X509_new_null());
  MERIDIAN_CHECK(chain_ != nullptr);
  for (std::size_t i = 0; i <= limits::kChainCertificatesMax; ++i) {
    Owned<X509> next(PEM_read_bio_X509(bio->get(), nullptr, nullptr, nullptr));
    if (next == nullptr) {
      if (!at_end_of_pem()) return invalid(file, "a certificate after the first cannot be read");
      ERR_clear_error();
      return {};
    }
    MERIDIAN_CHECK(sk_X509_push(chain_.get(), next.release()) > 0);
  }
  return invalid(file, "holds more than " + std::to_string(limits::kChainCertificatesMax) +
                           " certificates after the first");
}

Result<void> Credential::read_key(const std::string& file) {
  auto bio = open_file(file);
  if (!bio) return bio.error();
  bool encrypted = false;
  key_.reset(PEM_read_bio_PrivateKey(bio->get(), nullptr, refuse_passphrase, &encrypted));
  if (encrypted)
    return invalid(file, "the private key is encrypted; store it without a passphrase");
  if (key_ == nullptr) return invalid(file, "holds no PEM private key that can be read");
  return {};
}

void Credential::read_names() {
  const Owned<GENERAL_NAMES> names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(leaf_.get(), NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_DNS) continue;
    const ASN1_IA5STRING* text = name->d.dNSName;
    std::string_view pattern(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                             static_cast<std::size_t>(ASN1_STRING_length(text)));
    const bool wildcard = pattern.starts_with("*.");
    if (wildcard) pattern.remove_prefix(2);
    const auto host = ServerName::from(pattern);
    if (host) names_.push_back((wildcard ? "*." : "") + std::string(host->text()));
  }
}

std::string Credential::key_type_name() const {
  const char* name = EVP_PKEY_get0_type_name(key_.get());
  return name != nullptr ? name : "unknown";
}

WallTime Credential::not_after() const {
  std::tm parts{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(leaf_.get()), &parts) != 1) return WallTime{};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

std::string_view Credential::install_in(SSL_CTX* context) const {
  const Owned<X509> leaf(X509_dup(leaf_.get()));
  const Owned<EVP_PKEY> key(EVP_PKEY_dup(key_.get()));
  const Owned<STACK_OF(X509)> chain(sk_X509_deep_copy(
      chain_.get(), [](const X509* certificate) { return X509_dup(certificate); }, X509_free));
  const bool installed =
      leaf != nullptr && key != nullptr && chain != nullptr &&
      SSL_CTX_use_cert_and_key(context, leaf.get(), key.get(), chain.get(), 1) == 1;
  const std::string_view error = take_error();
  if (installed) return {};
  return error.empty() ? "out of memory" : error;
}

}  // namespace meridian::tls
