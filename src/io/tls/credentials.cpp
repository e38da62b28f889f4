#include "meridian/io/tls/credentials.hpp"

#include "io/tls/client_authorities.hpp"
#include "io/tls/credential.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

std::vector<std::string> authority_files(const config::Listener& listener) {
  std::vector<std::string> files{listener.tls.client_certificates.ca_file};
  for (const config::TlsPolicy& policy : listener.tls_hosts)
    files.push_back(policy.client_certificates.ca_file);
  std::erase(files, "");
  return files;
}

}  // namespace

Credentials::Credentials() = default;
Credentials::~Credentials() = default;

Result<std::shared_ptr<const Credentials>> Credentials::load(
    const std::vector<config::Certificate>& certificates) {
  config::Listener listener;
  listener.certificates = certificates;
  return load_for(listener);
}

Result<std::shared_ptr<const Credentials>> Credentials::load_for(const config::Listener& listener) {
  std::shared_ptr<Credentials> credentials(new Credentials);
  for (const auto& files : listener.certificates) {
    auto credential = Credential::load(files);
    if (!credential) return credential.error();
    credentials->list_.push_back(std::move(*credential));
  }
  for (const std::string& file : authority_files(listener)) {
    auto& authorities = credentials->authorities_[file];
    if (authorities != nullptr) continue;
    auto loaded = ClientAuthorities::load(file);
    if (!loaded) return loaded.error();
    authorities = std::move(*loaded);
  }
  return std::shared_ptr<const Credentials>(std::move(credentials));
}

const ClientAuthorities& Credentials::authorities(const std::string& file) const {
  const auto found = authorities_.find(file);
  MERIDIAN_CHECK(found != authorities_.end());
  return *found->second;
}

std::vector<Credentials::Summary> Credentials::summaries() const {
  std::vector<Summary> summaries;
  for (const auto& credential : list_) {
    Summary& summary = summaries.emplace_back();
    summary.file = credential->file();
    summary.names = credential->names();
    summary.key_type = credential->key_type_name();
    summary.not_after = credential->not_after();
    summary.ocsp_file = credential->ocsp_file();
    if (credential->ocsp()) summary.ocsp_expires = credential->ocsp()->not_after;
  }
  return summaries;
}

}  // namespace meridian::tls
