#include "core/config/checks.hpp"

#include <algorithm>

namespace meridian::config {
namespace {

bool has_latency_step(const Service& service) {
  return std::any_of(service.steps.begin(), service.steps.end(),
                     [](const Step& step) { return step.type == StepType::latency; });
}

bool is_measured(const Service& service) {
  return std::all_of(service.upstreams.begin(), service.upstreams.end(),
                     [](const Upstream& upstream) { return !upstream.health_checks.empty(); });
}

bool is_located(const Config& config, const Service& service) {
  const auto located = [&config](const Upstream& upstream) {
    const auto region = config.regions.find(upstream.region);
    return region == config.regions.end() || region->second.location.has_value();
  };
  return (config.edge.location || config.edge.country) &&
         std::all_of(service.upstreams.begin(), service.upstreams.end(), located);
}

}  // namespace

void check_latency(const Config& config, Scope& scope) {
  for (const Service& service : config.services) {
    if (!has_latency_step(service) || is_measured(service) || is_located(config, service)) continue;
    if (!config.latency_rows.empty() || scope.report.failed_within(path_of(service))) continue;
    scope.error(path_of(service), "nothing tells the latency of its regions",
                "give every upstream `health_checks`, which measure it; or set `edge.location` and "
                "the regions' coordinates; or write `latency.rows`");
  }
}

}  // namespace meridian::config
