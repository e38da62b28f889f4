#include "io/tls/vhosts.hpp"

#include <algorithm>

namespace meridian::tls {

namespace {

// What follows the first label; empty where there is nothing.
std::string_view parent_of(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1);
}

bool has_name(const Credential& credential, std::string_view name) {
  return std::find(credential.names().begin(), credential.names().end(), name) !=
         credential.names().end();
}

void add_matching(const Credentials& credentials, std::string_view name,
                  std::vector<const Credential*>& chosen) {
  for (const auto& credential : credentials.list()) {
    const bool type_taken = std::any_of(chosen.begin(), chosen.end(), [&](const Credential* c) {
      return c->key_type() == credential->key_type();
    });
    if (!type_taken && has_name(*credential, name)) chosen.push_back(credential.get());
  }
}

}  // namespace

Result<Vhosts> Vhosts::build(const Credentials& credentials, const HostPolicies& policies,
                             const MakeContext& make_context) {
  Vhosts vhosts(policies, make_context);
  for (const auto& credential : credentials.list())
    for (const std::string& name : credential->names())
      if (auto added = vhosts.add(credentials, name); !added) return added.error();
  vhosts.make_context_ = nullptr;
  if (!vhosts.rest_.empty()) return vhosts;
  return Error{ErrorCode::invalid, ErrorSource::system, false, "a TLS listener has no certificate"};
}

Result<void> Vhosts::add(const Credentials& credentials, const std::string& name) {
  const bool wildcard = name.starts_with("*.");
  Chosen chosen;
  add_matching(credentials, name, chosen);
  if (!wildcard) add_matching(credentials, "*." + std::string(parent_of(name)), chosen);
  if (rest_.empty()) {
    auto rest = for_all_policies(chosen, false);
    if (!rest) return rest.error();
    rest_ = std::move(*rest);
  }
  if (wildcard) {
    auto made = for_all_policies(chosen, true);
    if (!made) return made.error();
    wildcard_.emplace(name.substr(2), std::move(*made));
    return {};
  }
  auto made = make(chosen, policies_->find(name), true);
  if (!made) return made.error();
  exact_.emplace(name, *made);
  return {};
}

Result<Vhosts::ByPolicy> Vhosts::for_all_policies(const Chosen& chosen, bool certified) {
  ByPolicy made;
  for (const auto& policy : policies_->all()) {
    auto one = make(chosen, *policy, certified);
    if (!one) return one.error();
    made.emplace(policy.get(), *one);
  }
  return made;
}

Result<Vhosts::Vhost> Vhosts::make(const Chosen& chosen, const HostPolicy& policy, bool certified) {
  const auto [at, added] = contexts_.try_emplace({chosen, &policy});
  const Chosen& kept = at->first.first;
  if (added) {
    at->second = (*make_context_)(policy, kept);
    for (const Credential* credential : kept) {
      const std::string_view error = credential->install_in(at->second.get());
      if (error.empty()) continue;
      return Error{ErrorCode::invalid, ErrorSource::file, false,
                   credential->file() + ": " + std::string(error)};
    }
  }
  return Vhost{at->second.get(), &policy, &kept, certified};
}

const Vhosts::Vhost& Vhosts::find(std::string_view name) const {
  const auto exact = exact_.find(name);
  if (exact != exact_.end()) return exact->second;
  const auto wildcard = wildcard_.find(parent_of(name));
  const ByPolicy& by_policy = wildcard != wildcard_.end() ? wildcard->second : rest_;
  return by_policy.at(&policies_->find(name));
}

}  // namespace meridian::tls
