#include "core/config/checks.hpp"

#include <algorithm>
#include <map>

namespace meridian::config {
namespace {

constexpr std::chrono::hours kPreloadMin{24 * 365};

bool is_of_tls13(const std::string& cipher) {
  return cipher.starts_with("TLS_");
}

void check_ciphers(const TlsPolicy& policy, const std::string& path, Scope& scope) {
  if (policy.ciphers.empty()) return;
  const auto& all = policy.ciphers;
  if (std::none_of(all.begin(), all.end(), is_of_tls13)) {
    scope.error(path + ".ciphers", "has nothing for TLS 1.3",
                "add TLS_AES_128_GCM_SHA256, or remove the line");
  }
  const bool only_13 = std::all_of(all.begin(), all.end(), is_of_tls13);
  if (only_13 && policy.min_version == TlsVersion::tls12) {
    scope.error(path + ".ciphers", "has nothing for TLS 1.2",
                "add ECDHE-ECDSA-AES128-GCM-SHA256 or the like, or write `min_version: 1.3`");
  }
}

void check_clients(const ClientAuthentication& clients, const std::string& path, Scope& scope) {
  const bool off = clients.mode == ClientCertificates::off;
  if (off && !clients.ca_file.empty()) {
    scope.error(path + ".ca_file", "is of no use while `mode` is `off`",
                "write `mode: required` or `mode: optional`, or remove it");
  }
  if (!off && clients.ca_file.empty()) {
    scope.error(path, "nobody could sign a client's certificate",
                "add `ca_file` with the certificates of those who may");
  }
}

void check_hsts(const Hsts& hsts, const std::string& path, Scope& scope) {
  if (hsts.max_age.count() == 0 && (hsts.include_subdomains || hsts.preload)) {
    scope.error(path, "is not sent without `max_age`", "add `max_age: 8760h`");
  } else if (hsts.preload && (!hsts.include_subdomains || hsts.max_age < kPreloadMin)) {
    scope.error(path + ".preload", "browsers' lists want all subdomains, for a year at least",
                "write `max_age: 8760h` and `include_subdomains: true`");
  }
}

void check_policy(const TlsPolicy& policy, const std::string& path, Scope& scope) {
  if (scope.report.failed_within(path)) return;
  check_ciphers(policy, path, scope);
  check_clients(policy.client_certificates, path + ".client_certificates", scope);
  check_hsts(policy.hsts, path + ".hsts", scope);
}

void check_names(const Listener& listener, const std::string& path, Scope& scope) {
  std::map<std::string, std::string> owners;
  for (std::size_t i = 0; i < listener.tls_hosts.size(); ++i) {
    const std::string names = indexed(path, i) + ".names";
    const auto& list = listener.tls_hosts[i].names;
    if (list.empty() && !scope.report.failed_within(names)) {
      scope.error(names, "is empty", "name the hosts that differ");
    }
    for (std::size_t j = 0; j < list.size(); ++j) {
      if (list[j] == "*") {
        scope.error(indexed(names, j), "`*` is every name", "write what is for all into `tls`");
        continue;
      }
      const auto [first, added] = owners.emplace(list[j], indexed(names, j));
      if (added || list[j].empty()) continue;
      scope.error(indexed(names, j), "`" + list[j] + "` stands in " + first->second + " already",
                  "keep one of them");
    }
  }
}

}  // namespace

void check_tls_policies(const Config& config, Scope& scope) {
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    const Listener& listener = config.listeners[i];
    const std::string path = indexed("listeners", i);
    if (listener.protocol != ListenerProtocol::https) {
      for (const char* name : {".tls", ".tls_hosts", ".strict_sni"}) {
        if (scope.seen.count(path + name) == 0) continue;
        scope.error(path + name, "a listener without TLS has no use for it",
                    "write `protocol: https` or remove it");
      }
      continue;
    }
    check_policy(listener.tls, path + ".tls", scope);
    check_names(listener, path + ".tls_hosts", scope);
    for (std::size_t j = 0; j < listener.tls_hosts.size(); ++j)
      check_policy(listener.tls_hosts[j], indexed(path + ".tls_hosts", j), scope);
  }
}

}  // namespace meridian::config
