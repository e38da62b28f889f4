// Who may sign the certificates of clients, as one file names them. Immutable; the store is shared
// by all workers, which only look things up in it.
#pragma once

#include <memory>
#include <string>

#include "io/tls/openssl.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/io/tls/token.hpp"

namespace meridian::tls {

class ClientAuthorities {
 public:
  static Result<std::unique_ptr<ClientAuthorities>> load(const std::string& file);

  X509_STORE* store() const { return store_.get(); }
  // What clients are told so that they find a certificate that fits: a copy for one context.
  Owned<STACK_OF(X509_NAME)> names() const;
  // Of all the certificates: two sets that differ have different ones.
  const Sha256& digest() const { return digest_; }

 private:
  Owned<X509_STORE> store_;
  Owned<STACK_OF(X509_NAME)> names_;
  Sha256 digest_{};
};

}  // namespace meridian::tls
