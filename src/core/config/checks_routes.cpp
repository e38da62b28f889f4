#include "core/config/checks.hpp"

#include <algorithm>
#include <map>

namespace meridian::config {
namespace {

void check_answer(const Answer& answer, const std::string& path, Scope& scope) {
  const bool bodiless = answer.status == 204 || answer.status == 205 || answer.status == 304;
  if (!bodiless || answer.body.empty() || scope.report.failed_within(path)) return;
  scope.error(path + ".body",
              "an answer with status " + std::to_string(answer.status) + " has no body",
              "remove the body or choose another status");
}

void check_redirect(const Redirect& redirect, const std::string& path, Scope& scope) {
  if (scope.report.failed_within(path)) return;
  if (redirect.scheme.empty() && redirect.host.empty() && redirect.path.empty()) {
    scope.error(path, "leads back to the same place", "add scheme, host or path");
  }
}

void check_canary(const Route& route, const std::string& path, Scope& scope) {
  if (scope.report.failed_within(path)) return;
  if (route.service.empty()) {
    scope.error(path, "stands on a route without a service", "remove it, or add `service`");
  } else if (route.canary->service == route.service) {
    scope.error(path + ".service", quoted(route.service) + " is the service of the route itself",
                "name another one");
  } else if (scope.seen.count(path + ".percent") == 0 && route.canary->headers.empty()) {
    scope.error(path, "chooses nobody", "add `percent` or `header`");
  }
}

void check_route(const Route& route, const std::string& path, Scope& scope) {
  const int answers = static_cast<int>(scope.seen.count(path + ".service")) +
                      static_cast<int>(scope.seen.count(path + ".redirect")) +
                      static_cast<int>(scope.seen.count(path + ".respond"));
  if (answers == 0 && !scope.report.failed_within(path)) {
    scope.error(path, "says what to match, but not who answers",
                "add one of service, redirect, respond");
  }
  if (answers > 1) {
    scope.error(path, "has more than one answer", "keep one of service, redirect, respond");
  }
  if (route.hosts.empty() && !scope.report.failed_within(path)) {
    scope.error(path + ".hosts", "is empty, so nothing matches",
                "name a host, or `*` for every one");
  }
  if (route.canary) check_canary(route, path + ".canary", scope);
  if (route.redirect) check_redirect(*route.redirect, path + ".redirect", scope);
  if (route.respond) check_answer(*route.respond, path + ".respond", scope);
}

// "/v1/" and "/v1" match alike.
std::string_view without_slash(std::string_view prefix) {
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  return prefix;
}

// Everything that a request is matched by, for one host, independent of the order of writing.
std::string condition_of(const Route& route, const std::string& host) {
  std::vector<std::string> parts = route.methods;
  std::sort(parts.begin(), parts.end());
  std::vector<std::string> headers;
  for (const HeaderMatch& match : route.headers) {
    headers.push_back(match.name + (match.present_only ? "?" : "=" + match.value));
  }
  std::sort(headers.begin(), headers.end());
  std::string text = host + "\n" + std::string(without_slash(route.path_prefix));
  for (const std::string& part : parts) text += "\n" + part;
  for (const std::string& header : headers) text += "\n" + header;
  return text;
}

void check_duplicates(const Config& config, Scope& scope) {
  std::map<std::string, std::size_t> conditions;
  std::map<std::string, std::size_t> names;
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    const Route& route = config.routes[i];
    const std::string path = indexed("routes", i);
    const auto [named, new_name] = names.emplace(route.name, i);
    if (!new_name) {
      scope.error(path, quoted(route.name) + " is the name of " + indexed("routes", named->second),
                  "choose another name");
    }
    if (scope.report.failed_within(path)) continue;
    for (const std::string& host : route.hosts) {
      const auto [first, added] = conditions.emplace(condition_of(route, host), i);
      if (added) continue;
      const bool same = first->second == i;
      scope.error(path,
                  same ? "names the host " + quoted(host) + " twice"
                       : "can never match: " + indexed("routes", first->second) +
                             " has the same conditions for host " + quoted(host),
                  "remove one of the two");
      break;
    }
  }
}

}  // namespace

void check_routes(const Config& config, Scope& scope) {
  for (std::size_t i = 0; i < config.routes.size(); ++i) {
    check_route(config.routes[i], indexed("routes", i), scope);
  }
  for (const Fence& fence : config.fences) {
    if (fence.answer) check_answer(*fence.answer, path_of(fence) + ".answer", scope);
  }
  check_duplicates(config, scope);
}

}  // namespace meridian::config
