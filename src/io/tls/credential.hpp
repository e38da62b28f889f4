// One certificate chain with its private key. Immutable, shared by all workers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "io/tls/ocsp_answer.hpp"
#include "io/tls/openssl.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::tls {

class Credential {
 public:
  static Result<std::unique_ptr<Credential>> load(const config::Certificate& files);

  const std::string& file() const { return file_; }
  // DNS names of the leaf in lower case; a wildcard as "*.example.com".
  const std::vector<std::string>& names() const { return names_; }
  int key_type() const { return EVP_PKEY_get_base_id(key_.get()); }
  std::string key_type_name() const;
  WallTime not_after() const;
  const std::string& ocsp_file() const { return ocsp_file_; }
  const std::optional<OcspAnswer>& ocsp() const { return ocsp_; }

  // Gives `context` copies of its own, so that no reference count is shared between workers. The
  // error text is OpenSSL's; empty: installed.
  std::string_view install_in(SSL_CTX* context) const;

 private:
  Result<void> read_certificates(const std::string& file);
  Result<void> read_key(const std::string& file);
  Result<void> read_ocsp(const std::string& file);
  void read_names();

  std::string file_;
  Owned<X509> leaf_;
  Owned<STACK_OF(X509)> chain_;  // without the leaf
  Owned<EVP_PKEY> key_;
  std::vector<std::string> names_;
  std::string ocsp_file_;
  std::optional<OcspAnswer> ocsp_;
};

}  // namespace meridian::tls
