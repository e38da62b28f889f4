// Ownership of OpenSSL's objects, and its error queue, which belongs to the thread: whoever leaves
// an error in it spoils the next connection, so every failure takes its text and empties the queue.
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string_view>

namespace meridian::tls {

struct Release {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
  void operator()(EVP_MD* digest) const { EVP_MD_free(digest); }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
  void operator()(STACK_OF(X509_NAME) * names) const {
    sk_X509_NAME_pop_free(names, X509_NAME_free);
  }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(unsigned char* text) const { OPENSSL_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

// The oldest error of this thread, which is the cause of those after it, as OpenSSL's own constant
// text; empty where there is none. Empties the queue.
std::string_view take_error();

// The last error only says that a PEM file has no further start line, which is no error.
bool at_end_of_pem();

}  // namespace meridian::tls
