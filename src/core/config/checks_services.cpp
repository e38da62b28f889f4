#include "core/config/checks.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/config/duration.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

void check_total(const Timeouts& timeouts, const std::string& path, Scope& scope) {
  if (timeouts.total.count() == 0 || scope.report.failed_within(path)) return;
  if (timeouts.total > timeouts.connect) return;
  scope.error(path + ".total",
              "the whole exchange (" + format_duration(timeouts.total) +
                  ") ends before connecting may (" + format_duration(timeouts.connect) + ")",
              "make it longer than `connect`, or write 0s for none");
}

// What the probe itself writes, or what would change where its answer ends.
constexpr std::array<std::string_view, 6> kOwnHeaders{
    "host", "connection", "content-length", "transfer-encoding", "upgrade", "expect"};

void check_probe_headers(const HealthCheck& check, const std::string& path, Scope& scope) {
  for (const HeaderMatch& header : check.headers) {
    const std::string place = path + ".headers";
    const bool own =
        std::find(kOwnHeaders.begin(), kOwnHeaders.end(), header.name) != kOwnHeaders.end();
    if (header.name == "host")
      scope.error(place, "Host has a key of its own", "write it as `host` of the check");
    else if (own)
      scope.error(place, quoted(header.name) + " is written by the edge itself", "remove it");
    else if (header.present_only)
      scope.error(place, quoted(header.name) + " needs a value: a check sends it",
                  "write the value in place of `*`");
  }
}

void check_health_check(const HealthCheck& check, const std::string& path, Scope& scope) {
  if (scope.report.failed_within(path)) return;
  check_probe_headers(check, path, scope);
  if (check.type == CheckType::tcp && (!check.body.empty() || !check.headers.empty()))
    scope.error(path + ".type", "a tcp check neither sends headers nor reads a body",
                "write http or https");
  if (check.slow_after && *check.slow_after >= check.timeout) {
    scope.error(path + ".slow_after",
                format_duration(*check.slow_after) + " is not shorter than the timeout (" +
                    format_duration(check.timeout) + ")",
                "lower slow_after or raise timeout");
  }
}

void check_health_checks(const Upstream& upstream, const std::string& path, Scope& scope) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < upstream.health_checks.size(); ++i) {
    const HealthCheck& check = upstream.health_checks[i];
    check_health_check(check, indexed(path, i), scope);
    if (!names.insert(check.name).second) {
      scope.error(indexed(path, i) + ".name",
                  "another check of this upstream is called " + quoted(check.name),
                  "choose another name");
    }
  }
}

void check_endpoints(const Upstream& upstream, const std::string& path, Scope& scope) {
  const auto& endpoints = upstream.endpoints;
  if (endpoints.empty() && scope.seen.count(path) != 0 && !scope.report.failed_within(path)) {
    scope.error(path, "is empty", "name at least one host:port, or remove the upstream");
  }
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const auto end = endpoints.begin() + static_cast<std::ptrdiff_t>(i);
    const auto first = std::find(endpoints.begin(), end, endpoints[i]);
    if (first == end || endpoints[i].host.empty()) continue;
    scope.error(indexed(path, i),
                "is the same as " +
                    indexed("endpoints", static_cast<std::size_t>(first - endpoints.begin())),
                "remove one of the two");
  }
}

void check_tls(const UpstreamTls& tls, const std::string& path, Scope& scope) {
  if (tls.enabled || scope.report.failed_within(path)) return;
  if (!tls.ca_file.empty() || !tls.server_name.empty() || !tls.verify) {
    scope.error(path, "TLS is described but not switched on", "add `enabled: true`");
  }
}

void check_capacity(const Capacity& capacity, const std::string& path, Scope& scope) {
  if (capacity.max == 0 || capacity.max >= capacity.target || scope.report.failed_within(path))
    return;
  scope.error(path + ".max", "is less than the target", "raise max or lower target");
}

void check_return(const Upstream& upstream, const std::string& path, Scope& scope) {
  const ReturnPolicy& policy = upstream.return_policy;
  if (!scope.report.failed_within(path + ".return") && policy.hold_down > policy.hold_down_max)
    scope.error(path + ".return.hold_down_max",
                format_duration(policy.hold_down_max) + " is less than hold_down (" +
                    format_duration(policy.hold_down) + ")",
                "raise hold_down_max or lower hold_down");
  const bool read = !scope.report.failed_within(path + ".min_healthy") &&
                    !scope.report.failed_within(path + ".endpoints");
  if (read && upstream.min_healthy > std::max<std::size_t>(upstream.endpoints.size(), 1))
    scope.error(path + ".min_healthy",
                "the upstream has " + std::to_string(upstream.endpoints.size()) +
                    " endpoints, so it would always be out",
                "write at most " + std::to_string(upstream.endpoints.size()));
}

// What compares regions, and rests on what health checks measure.
void check_comparisons(const Service& service, Scope& scope) {
  const std::string path = path_of(service);
  if (scope.report.failed_within(path)) return;
  const bool alone = service.upstreams.size() == 1;
  if (alone && service.slow_after != 0)
    scope.error(path + ".slow_after", "compares regions, and the service has one",
                "remove it; slow_after of a health check is a time");
  if (alone && service.explore != 0)
    scope.error(path + ".explore", "there is one region, and nothing to explore", "remove it");
  for (const Upstream& upstream : service.upstreams) {
    if (alone || service.slow_after == 0 || !upstream.health_checks.empty()) continue;
    scope.error(path + ".slow_after",
                "nothing measures the way to " + quoted(upstream.region) +
                    ", which is no part of the time to answer",
                "add health_checks to " + path_of(service, upstream));
  }
}

void check_roles(const Service& service, Scope& scope) {
  const std::string path = path_of(service) + ".roles.primary";
  const std::string& primary = service.roles.primary;
  if (primary.empty() || scope.report.failed_within(path_of(service))) return;
  std::vector<std::string_view> regions;
  for (const Upstream& upstream : service.upstreams) regions.push_back(upstream.region);
  if (std::find(regions.begin(), regions.end(), primary) != regions.end()) return;
  scope.error(path, "the service has no upstream in " + quoted(primary), one_of(primary, regions));
}

void check_service(const Service& service, Scope& scope) {
  const std::string path = path_of(service);
  if (scope.seen.count(path + ".policy") != 0 && scope.seen.count(path + ".steps") != 0) {
    scope.error(path + ".steps", "policy and steps are two ways to say the same",
                "keep one of the two");
  }
  if (service.steps.empty() && !scope.report.failed_within(path)) {
    scope.error(path + ".steps", "is empty", "name a step, or remove the line");
  }
  if (service.upstreams.empty() && !scope.report.failed_within(path)) {
    scope.error(path + ".upstreams", "is empty", "add a region with its endpoints");
  }
  check_total(service.timeouts, path + ".timeouts", scope);
  check_roles(service, scope);
  check_comparisons(service, scope);
  for (const Upstream& upstream : service.upstreams) {
    const std::string inner = path_of(service, upstream);
    check_endpoints(upstream, inner + ".endpoints", scope);
    check_health_checks(upstream, inner + ".health_checks", scope);
    check_capacity(upstream.capacity, inner + ".capacity", scope);
    check_tls(upstream.tls, inner + ".tls", scope);
    check_return(upstream, inner, scope);
  }
}

void check_totals(const Config& config, Scope& scope) {
  std::size_t upstreams = 0;
  std::size_t endpoints = 0;
  for (const Service& service : config.services) {
    upstreams += service.upstreams.size();
    for (const Upstream& upstream : service.upstreams) endpoints += upstream.endpoints.size();
  }
  if (upstreams > limits::kUpstreamsMax) {
    scope.error("services", "have " + std::to_string(upstreams) + " upstreams in all",
                "at most " + std::to_string(limits::kUpstreamsMax) + " are allowed");
  }
  if (endpoints > limits::kEndpointsMax) {
    scope.error("services", "have " + std::to_string(endpoints) + " endpoints in all",
                "at most " + std::to_string(limits::kEndpointsMax) + " are allowed");
  }
}

}  // namespace

void check_services(const Config& config, Scope& scope) {
  check_total(config.timeouts, "timeouts", scope);
  for (const Service& service : config.services) check_service(service, scope);
  check_totals(config, scope);
}

}  // namespace meridian::config
