#include "core/config/checks.hpp"

#include <algorithm>
#include <map>

namespace meridian::config {
namespace {

bool is_loopback(const IpAddress& address) {
  if (address.is_v4()) return address.v4_bits() >> 24 == 127;
  return address == IpAddress::parse("::1");
}

std::string to_text(const IpEndpoint& endpoint) {
  const std::string address = endpoint.address.to_string();
  const bool v4 = endpoint.address.is_v4();
  return (v4 ? address : "[" + address + "]") + ":" + std::to_string(endpoint.port);
}

void check_listener(const Listener& listener, const std::string& path, Scope& scope) {
  if (scope.report.failed_within(path)) return;
  const bool https = listener.protocol == ListenerProtocol::https;
  if (listener.bind.empty()) {
    scope.error(path + ".bind", "is empty", "write an address such as 0.0.0.0:8443");
  }
  if (https && listener.certificates.empty()) {
    scope.error(path, "`protocol: https` needs a certificate",
                "add `certificates: [{cert: FILE, key: FILE}]`, or write `protocol: http`");
  }
  if (!https && !listener.certificates.empty()) {
    scope.error(path + ".certificates", "a listener without TLS has no use for certificates",
                "write `protocol: https` or remove them");
  }
  if (https && listener.redirect_to_https) {
    scope.error(path + ".redirect_to_https", "this listener is https already",
                "move the line to the http listener");
  }
  if (https && listener.alpn.empty()) {
    scope.error(path + ".alpn", "is empty", "remove the line: http/1.1 is the default");
  }
}

// Whoever may send a PROXY header may say that it is anybody.
void check_header_senders(const Config& config, const std::string& path, Scope& scope) {
  if (!config.trusted_proxies.empty() || scope.report.failed_within("trusted_proxies")) return;
  scope.error(path + ".proxy_protocol", "no peer is trusted to send a PROXY header",
              "name the networks of those who send it in `trusted_proxies`, or write `off`");
}

// Addresses that are listened on, and who does.
using Bound = std::map<IpEndpoint, std::string>;

void bind_all(const std::vector<IpEndpoint>& endpoints, const std::string& path, Bound& bound,
              Scope& scope) {
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    if (endpoints[i].port == 0) continue;  // also what a refused value looks like
    const std::string item = indexed(path, i);
    const auto [first, added] = bound.emplace(endpoints[i], item);
    if (!added) {
      scope.error(item, to_text(endpoints[i]) + " is taken by " + first->second,
                  "use another port");
    }
  }
}

void check_tokens(const Admin& admin, Scope& scope) {
  std::map<std::string, std::size_t> names;
  for (std::size_t i = 0; i < admin.tokens.size(); ++i) {
    const auto [first, added] = names.emplace(admin.tokens[i].name, i);
    if (added || admin.tokens[i].name.empty()) continue;
    scope.error(indexed("admin.tokens", i) + ".name",
                "`" + admin.tokens[i].name + "` is the name of admin.tokens[" +
                    std::to_string(first->second) + "] already",
                "choose another name: the audit log tells them apart by it");
  }
}

}  // namespace

void check_listeners(const Config& config, Scope& scope) {
  std::map<std::string, std::size_t> names;
  bool any_https = false;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    const Listener& listener = config.listeners[i];
    const std::string path = indexed("listeners", i);
    any_https = any_https || listener.protocol == ListenerProtocol::https;
    check_listener(listener, path, scope);
    if (listener.proxy_protocol != ProxyProtocol::off) check_header_senders(config, path, scope);
    const auto [first, added] = names.emplace(listener.name, i);
    if (!added && !listener.name.empty()) {
      scope.error(path + ".name",
                  "`" + listener.name + "` is the name of listeners[" +
                      std::to_string(first->second) + "] already",
                  "choose another name");
    }
  }
  if (config.listeners.empty() && !scope.report.failed_within("listeners") &&
      scope.seen.count("listeners") != 0) {
    scope.error("listeners", "is empty", "add a listener");
  }
  for (std::size_t i = 0; i < config.listeners.size() && !any_https; ++i) {
    if (!config.listeners[i].redirect_to_https) continue;
    scope.error(indexed("listeners", i) + ".redirect_to_https", "no listener speaks https",
                "add one with `protocol: https`, or remove this line");
  }
}

void check_admin(const Config& config, Scope& scope) {
  Bound bound;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    bind_all(config.listeners[i].bind, indexed("listeners", i) + ".bind", bound, scope);
  }
  bind_all(config.admin.bind, "admin.bind", bound, scope);
  check_tokens(config.admin, scope);
  if (!config.admin.tokens.empty()) return;
  for (std::size_t i = 0; i < config.admin.bind.size(); ++i) {
    const std::string path = indexed("admin.bind", i);
    if (is_loopback(config.admin.bind[i].address) || scope.report.failed_within(path)) continue;
    scope.error(
        path, to_text(config.admin.bind[i]) + " can be reached from other machines",
        "the admin API has no credentials: add `admin.tokens`, or bind it to 127.0.0.1 or [::1]");
  }
}

}  // namespace meridian::config
