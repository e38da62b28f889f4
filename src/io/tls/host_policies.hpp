// Which policy of a listener is for which server name, ready for OpenSSL. Built once for a listener
// and worker, then only read.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/tls/openssl.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/tls/context.hpp"
#include "meridian/io/tls/credentials.hpp"

namespace meridian::tls {

struct HostPolicy {
  config::TlsPolicy config;
  ServedPolicy served;
  // What sessions are bound to besides the name: the listener and, where clients authenticate, how
  // and by whom. So none that began without a certificate, or under other authorities, resumes
  // here.
  std::string scope;
  const ClientAuthorities* authorities = nullptr;  // null: clients show no certificate

  // For every connection of a context.
  void install_in(SSL_CTX* context) const;
  // For one that began in a context of another policy: what does not follow the context.
  void apply_to(SSL* ssl) const;
};

class HostPolicies {
 public:
  HostPolicies(const config::Listener& listener, const Credentials& credentials);

  // Exact name, then the longest wildcard above it, at any depth, then the listener's own.
  // `name`: in lower case without its final dot.
  const HostPolicy& find(std::string_view name) const;
  const HostPolicy& rest() const { return *all_.front(); }
  bool only_one() const { return all_.size() == 1; }
  bool any_authenticates() const;
  const std::vector<std::unique_ptr<HostPolicy>>& all() const { return all_; }

 private:
  void add(const config::TlsPolicy& policy, const std::string& listener,
           const Credentials& credentials);

  std::vector<std::unique_ptr<HostPolicy>> all_;  // the first one is for all other names
  std::map<std::string, const HostPolicy*, std::less<>> by_name_;
};

}  // namespace meridian::tls
