#include "core/config/checks.hpp"

#include <algorithm>
#include <map>

namespace meridian::config {
namespace {

std::string_view word_of(AffinityBy by) {
  switch (by) {
    case AffinityBy::cookie: return "cookie";
    case AffinityBy::header: return "header";
    case AffinityBy::address: break;
  }
  return "address";
}

// Keys that say something about another kind of affinity than the one that is written.
void check_keys(const Affinity& affinity, const std::string& path, Scope& scope) {
  const std::map<std::string_view, AffinityBy> owners{{"cookie", AffinityBy::cookie},
                                                      {"ttl", AffinityBy::cookie},
                                                      {"key_files", AffinityBy::cookie},
                                                      {"drain_deadline", AffinityBy::cookie},
                                                      {"header", AffinityBy::header}};
  for (const auto& [name, by] : owners) {
    const std::string inner = path + "." + std::string(name);
    if (by == affinity.by || scope.seen.count(inner) == 0) continue;
    scope.error(inner, "says nothing where affinity is by " + std::string(word_of(affinity.by)),
                "remove it, or write `by: " + std::string(word_of(by)) + "`");
  }
}

// Whether the client's key decides anything: `weighted` draws on it, also where it is not written.
bool draws_by_client(const Service& service) {
  bool drawn = false;
  for (const Step& step : service.steps) {
    if (step.type == StepType::weighted && step.key == HashKey::client) return true;
    drawn = drawn || step.type == StepType::weighted || step.type == StepType::least_loaded;
  }
  return !drawn;
}

void check_pinning(const Service& service, Scope& scope) {
  const std::string path = path_of(service) + ".affinity";
  if (scope.seen.count(path) == 0 || scope.report.failed_within(path)) return;
  check_keys(service.affinity, path, scope);
  if (service.affinity.by != AffinityBy::header) return;
  if (service.affinity.header.empty()) {
    scope.error(path, "does not say which header", "add `header: NAME`");
  } else if (!draws_by_client(service) && !scope.report.failed_within(path_of(service))) {
    scope.error(path, "no step of this service draws by client",
                "add the step `weighted` with `key: client`");
  }
}

// Services on one host get each other's cookies, so that these need names of their own.
class CookieNames {
 public:
  explicit CookieNames(const Config& config) {
    for (const Service& service : config.services)
      if (service.affinity.by == AffinityBy::cookie) pinning_[service.id] = &service;
  }

  void add(const Route& route, const std::string& service_id, Scope& scope) {
    const auto pinning = pinning_.find(service_id);
    if (pinning == pinning_.end()) return;
    const Service& service = *pinning->second;
    for (const std::string& host : route.hosts) {
      const auto [first, added] =
          users_.emplace(std::pair(host, service.affinity.cookie), &service);
      if (added || first->second == &service) continue;
      const std::string path = path_of(service) + ".affinity";
      if (scope.report.failed_within(path)) return;
      scope.error(path,
                  "pins with the cookie " + quoted(service.affinity.cookie) + " on host " +
                      quoted(host) + ", as service " + quoted(first->second->id) + " does",
                  "give one of them another `cookie`");
    }
  }

 private:
  std::map<std::string_view, const Service*> pinning_;
  std::map<std::pair<std::string, std::string>, const Service*> users_;  // by host and cookie
};

}  // namespace

void check_affinity(const Config& config, Scope& scope) {
  for (const Service& service : config.services) check_pinning(service, scope);
  CookieNames names(config);
  for (const Route& route : config.routes) {
    names.add(route, route.service, scope);
    if (route.canary) names.add(route, route.canary->service, scope);
  }
}

}  // namespace meridian::config
