#include "io/tls/host_policies.hpp"

#include <algorithm>

#include "io/tls/client_authorities.hpp"
#include "io/tls/context_settings.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

using config::ClientCertificates;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ":") + word;
  return text;
}

bool is_of_tls13(const std::string& cipher) {
  return cipher.starts_with("TLS_");
}

std::string ciphers_of(const config::TlsPolicy& policy, bool tls13) {
  std::vector<std::string> some;
  std::copy_if(policy.ciphers.begin(), policy.ciphers.end(), std::back_inserter(some),
               [&](const std::string& cipher) { return is_of_tls13(cipher) == tls13; });
  return joined(some);
}

int verify_mode(ClientCertificates mode) {
  if (mode == ClientCertificates::off) return SSL_VERIFY_NONE;
  const int asked = SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE;
  return mode == ClientCertificates::required ? asked | SSL_VERIFY_FAIL_IF_NO_PEER_CERT : asked;
}

int min_version(const config::TlsPolicy& policy) {
  return policy.min_version == config::TlsVersion::tls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

std::string hsts_line(const config::Hsts& hsts) {
  if (hsts.max_age.count() == 0) return {};
  const auto age = std::chrono::duration_cast<seconds>(hsts.max_age);
  std::string line = "Strict-Transport-Security: max-age=" + std::to_string(age.count());
  if (hsts.include_subdomains) line += "; includeSubDomains";
  if (hsts.preload) line += "; preload";
  return line + "\r\n";
}

std::string scope_of(const std::string& listener, const config::TlsPolicy& policy,
                     const ClientAuthorities* authorities) {
  std::string scope = listener + '\0';
  if (authorities == nullptr) return scope;
  scope += static_cast<char>(policy.client_certificates.mode);
  scope += static_cast<char>(policy.client_certificates.depth);
  scope.append(authorities->digest().begin(), authorities->digest().end());
  return scope + '\0';
}

}  // namespace

void HostPolicy::install_in(SSL_CTX* context) const {
  MERIDIAN_CHECK(SSL_CTX_set_min_proto_version(context, min_version(config)) == 1);
  if (!config.ciphers.empty()) {
    MERIDIAN_CHECK(SSL_CTX_set_ciphersuites(context, ciphers_of(config, true).c_str()) == 1);
    // OpenSSL wants some of TLS 1.2 even where it is not spoken: then the default ones stay.
    const std::string older = ciphers_of(config, false);
    if (!older.empty()) MERIDIAN_CHECK(SSL_CTX_set_cipher_list(context, older.c_str()) == 1);
  }
  if (!config.groups.empty())
    MERIDIAN_CHECK(SSL_CTX_set1_groups_list(context, joined(config.groups).c_str()) == 1);
  if (authorities == nullptr) return;
  SSL_CTX_set_verify(context, verify_mode(config.client_certificates.mode), nullptr);
  SSL_CTX_set_verify_depth(context, static_cast<int>(config.client_certificates.depth));
  MERIDIAN_CHECK(SSL_CTX_set1_verify_cert_store(context, authorities->store()) == 1);
  SSL_CTX_set_client_CA_list(context, authorities->names().release());
}

void HostPolicy::apply_to(SSL* ssl) const {
  MERIDIAN_CHECK(SSL_set_min_proto_version(ssl, min_version(config)) == 1);
  const std::string groups = config.groups.empty() ? kGroups : joined(config.groups);
  MERIDIAN_CHECK(SSL_set1_groups_list(ssl, groups.c_str()) == 1);
  SSL_set_verify(ssl, verify_mode(config.client_certificates.mode), nullptr);
  SSL_set_verify_depth(ssl, static_cast<int>(config.client_certificates.depth));
}

HostPolicies::HostPolicies(const config::Listener& listener, const Credentials& credentials) {
  add(listener.tls, listener.name, credentials);
  for (const config::TlsPolicy& policy : listener.tls_hosts)
    add(policy, listener.name, credentials);
}

void HostPolicies::add(const config::TlsPolicy& policy, const std::string& listener,
                       const Credentials& credentials) {
  auto made = std::make_unique<HostPolicy>();
  made->config = policy;
  const config::ClientAuthentication& clients = policy.client_certificates;
  if (clients.mode != ClientCertificates::off)
    made->authorities = &credentials.authorities(clients.ca_file);
  made->served.tells_client = made->authorities != nullptr && clients.headers;
  made->served.hsts = hsts_line(policy.hsts);
  made->scope = scope_of(listener, policy, made->authorities);
  for (const std::string& name : policy.names) by_name_.emplace(name, made.get());
  all_.push_back(std::move(made));
}

const HostPolicy& HostPolicies::find(std::string_view name) const {
  if (only_one()) return rest();
  if (const auto exact = by_name_.find(name); exact != by_name_.end()) return *exact->second;
  for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1)) {
    const auto wildcard = by_name_.find("*" + std::string(name.substr(dot)));
    if (wildcard != by_name_.end()) return *wildcard->second;
  }
  return rest();
}

bool HostPolicies::any_authenticates() const {
  return std::any_of(all_.begin(), all_.end(),
                     [](const auto& policy) { return policy->authorities != nullptr; });
}

}  // namespace meridian::tls
