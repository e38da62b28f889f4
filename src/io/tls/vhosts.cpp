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

Result<Vhosts> Vhosts::build(const Credentials& credentials,
                             const std::function<Owned<SSL_CTX>()>& make_context) {
  Vhosts vhosts;
  for (const auto& credential : credentials.list()) {
    for (const std::string& name : credential->names()) {
      const bool wildcard = name.starts_with("*.");
      Chosen chosen;
      add_matching(credentials, name, chosen);
      if (!wildcard) add_matching(credentials, "*." + std::string(parent_of(name)), chosen);
      auto context = vhosts.context_of(chosen, make_context);
      if (!context) return context.error();
      if (wildcard)
        vhosts.wildcard_.emplace(name.substr(2), *context);
      else
        vhosts.exact_.emplace(name, *context);
      if (vhosts.first_ == nullptr) vhosts.first_ = *context;
    }
  }
  if (vhosts.first_ == nullptr)
    return Error{ErrorCode::invalid, ErrorSource::system, false,
                 "a TLS listener has no certificate"};
  return vhosts;
}

Result<SSL_CTX*> Vhosts::context_of(const Chosen& chosen,
                                    const std::function<Owned<SSL_CTX>()>& make_context) {
  const auto known = contexts_.find(chosen);
  if (known != contexts_.end()) return known->second.get();
  Owned<SSL_CTX> context = make_context();
  for (const Credential* credential : chosen) {
    const std::string_view error = credential->install_in(context.get());
    if (error.empty()) continue;
    return Error{ErrorCode::invalid, ErrorSource::file, false,
                 credential->file() + ": " + std::string(error)};
  }
  return contexts_.emplace(chosen, std::move(context)).first->second.get();
}

SSL_CTX* Vhosts::find(std::string_view name) const {
  const auto exact = exact_.find(name);
  if (exact != exact_.end()) return exact->second;
  const auto wildcard = wildcard_.find(parent_of(name));
  return wildcard != wildcard_.end() ? wildcard->second : first_;
}

}  // namespace meridian::tls
