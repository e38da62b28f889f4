#include "io/tls/context_settings.hpp"

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

// AES-128 first: it is the cheapest and loses nothing in practice.
constexpr const char* kTls13Suites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

}  // namespace

void apply_common_settings(SSL_CTX* context) {
  MERIDIAN_CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  MERIDIAN_CHECK(SSL_CTX_set_max_proto_version(context, 0) == 1);
  MERIDIAN_CHECK(SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1);
  MERIDIAN_CHECK(SSL_CTX_set_cipher_list(context, kTls12Ciphers) == 1);
  MERIDIAN_CHECK(SSL_CTX_set1_groups_list(context, kGroups) == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  // A record without data returns control to the engine, which counts them.
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
}

}  // namespace meridian::tls
