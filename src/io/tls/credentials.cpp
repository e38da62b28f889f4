#include "meridian/io/tls/credentials.hpp"

#include "io/tls/credential.hpp"

namespace meridian::tls {

Credentials::Credentials() = default;
Credentials::~Credentials() = default;

Result<std::shared_ptr<const Credentials>> Credentials::load(
    const std::vector<config::Certificate>& certificates) {
  std::shared_ptr<Credentials> credentials(new Credentials);
  for (const auto& files : certificates) {
    auto credential = Credential::load(files);
    if (!credential) return credential.error();
    credentials->list_.push_back(std::move(*credential));
  }
  return std::shared_ptr<const Credentials>(std::move(credentials));
}

std::vector<Credentials::Summary> Credentials::summaries() const {
  std::vector<Summary> summaries;
  for (const auto& credential : list_)
    summaries.push_back({credential->file(), credential->names(), credential->key_type_name(),
                         credential->not_after()});
  return summaries;
}

}  // namespace meridian::tls
