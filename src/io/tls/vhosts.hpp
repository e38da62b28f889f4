// Which context serves which name. Built once for a listener and worker, then only read.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/tls/credential.hpp"
#include "io/tls/host_policies.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/io/tls/credentials.hpp"

namespace meridian::tls {

class Vhosts {
 public:
  using Chosen = std::vector<const Credential*>;  // at most one of a key type
  // Gives an empty server context with the listener's settings and this policy's. `chosen` stays
  // where it is for the life of the Vhosts.
  using MakeContext = std::function<Owned<SSL_CTX>(const HostPolicy& policy, const Chosen& chosen)>;

  struct Vhost {
    SSL_CTX* context = nullptr;
    const HostPolicy* policy = nullptr;
    const Chosen* chosen = nullptr;
    bool certified = true;  // some certificate has the name
  };

  // Names covered by the same certificates under the same policy share one context; of several
  // certificates with the same key type for a name, an exact one goes before a wildcard and an
  // earlier one before a later one. What is given must outlive this.
  static Result<Vhosts> build(const Credentials& credentials, const HostPolicies& policies,
                              const MakeContext& make_context);

  // Certificates: of the exact name, then of the wildcard over its first label, then the first.
  // The policy is the name's own, whatever its certificate.
  const Vhost& find(std::string_view name) const;
  // For clients that have not said a name yet.
  SSL_CTX* first() const { return rest_.at(&policies_->rest()).context; }

 private:
  // Which policy a name has is only known with the name: one for each.
  using ByPolicy = std::map<const HostPolicy*, Vhost>;
  Vhosts(const HostPolicies& policies, const MakeContext& make_context)
      : policies_(&policies), make_context_(&make_context) {}
  Result<void> add(const Credentials& credentials, const std::string& name);
  Result<ByPolicy> for_all_policies(const Chosen& chosen, bool certified);
  Result<Vhost> make(const Chosen& chosen, const HostPolicy& policy, bool certified);

  const HostPolicies* policies_;
  const MakeContext* make_context_;  // while it is built
  std::map<std::string, Vhost, std::less<>> exact_;
  std::map<std::string, ByPolicy, std::less<>> wildcard_;  // "example.com" for "*.example.com"
  ByPolicy rest_;                                          // names without a certificate
  std::map<std::pair<Chosen, const HostPolicy*>, Owned<SSL_CTX>> contexts_;
};

}  // namespace meridian::tls
