#include "io/tls/client_authorities.hpp"

#include <openssl/pem.h>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr int kAuthoritiesMax = 256;

Error bad_authorities(const std::string& file, const std::string& text) {
  take_error();
  return {ErrorCode::invalid, ErrorSource::file, false, file + ": " + text};
}

std::string to_der(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  MERIDIAN_CHECK(size > 0);
  const Owned<unsigned char> owner(bytes);
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

}  // namespace

Result<std::unique_ptr<ClientAuthorities>> ClientAuthorities::load(const std::string& file) {
  const Owned<BIO> bio(BIO_new_file(file.c_str(), "r"));
  if (bio == nullptr) return bad_authorities(file, "cannot be opened");
  auto made = std::make_unique<ClientAuthorities>();
  made->store_.reset(X509_STORE_new());
  made->names_.reset(sk_X509_NAME_new_null());
  MERIDIAN_CHECK(made->store_ != nullptr && made->names_ != nullptr);
  std::string all;
  for (int count = 0;; ++count) {
    const Owned<X509> next(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr && !at_end_of_pem())
      return bad_authorities(file, "a certificate cannot be read");
    if (next == nullptr && count == 0) return bad_authorities(file, "holds no PEM certificate");
    if (next == nullptr) break;
    if (count == kAuthoritiesMax)
      return bad_authorities(
          file, "holds more than " + std::to_string(kAuthoritiesMax) + " certificates");
    X509_NAME* const name = X509_NAME_dup(X509_get_subject_name(next.get()));
    MERIDIAN_CHECK(name != nullptr && sk_X509_NAME_push(made->names_.get(), name) > 0);
    MERIDIAN_CHECK(X509_STORE_add_cert(made->store_.get(), next.get()) == 1);
    all += to_der(next.get());
  }
  take_error();
  made->digest_ = sha256(all);
  return made;
}

Owned<STACK_OF(X509_NAME)> ClientAuthorities::names() const {
  Owned<STACK_OF(X509_NAME)> copy(sk_X509_NAME_deep_copy(
      names_.get(), [](const X509_NAME* name) { return X509_NAME_dup(name); }, X509_NAME_free));
  MERIDIAN_CHECK(copy != nullptr);
  return copy;
}

}  // namespace meridian::tls
