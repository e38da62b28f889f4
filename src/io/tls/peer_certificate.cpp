#include "io/tls/openssl.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/io/tls/engine.hpp"
#include "meridian/io/tls/token.hpp"

namespace meridian::tls {

namespace {

// ASCII: what is not, and control characters, are escaped.
std::string text_of(const X509_NAME* name) {
  const Owned<BIO> bio(BIO_new(BIO_s_mem()));
  MERIDIAN_CHECK(bio != nullptr);
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

}  // namespace

std::optional<PeerCertificate> Engine::peer_certificate() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_);
  if (certificate == nullptr || SSL_get_verify_result(ssl_) != X509_V_OK) return std::nullopt;
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(certificate, &bytes);
  MERIDIAN_CHECK(size > 0);
  const Owned<unsigned char> owner(bytes);
  PeerCertificate peer;
  peer.der.assign(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  peer.sha256 = to_string(sha256(peer.der));
  peer.subject = text_of(X509_get_subject_name(certificate));
  return peer;
}

}  // namespace meridian::tls
