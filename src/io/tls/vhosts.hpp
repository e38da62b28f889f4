// Which context serves which name. Built once for a listener and worker, then only read.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "io/tls/credential.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/io/tls/credentials.hpp"

namespace meridian::tls {

class Vhosts {
 public:
  // `make_context` gives an empty server context with the listener's settings. Names covered by the
  // same certificates share one context; of several certificates with the same key type for a
  // name, an exact one goes before a wildcard and an earlier one before a later one.
  static Result<Vhosts> build(const Credentials& credentials,
                              const std::function<Owned<SSL_CTX>()>& make_context);

  // Exact name, then wildcard over one label, then the first certificate. Never null.
  SSL_CTX* find(std::string_view name) const;
  SSL_CTX* first() const { return first_; }

 private:
  using Chosen = std::vector<const Credential*>;  // at most one of a key type
  Result<SSL_CTX*> context_of(const Chosen& chosen,
                              const std::function<Owned<SSL_CTX>()>& make_context);

  std::map<std::string, SSL_CTX*, std::less<>> exact_;
  std::map<std::string, SSL_CTX*, std::less<>> wildcard_;  // "example.com" for "*.example.com"
  std::map<Chosen, Owned<SSL_CTX>> contexts_;
  SSL_CTX* first_ = nullptr;
};

}  // namespace meridian::tls
