#include "core/routing/step.hpp"

namespace meridian::routing {

namespace {

StepView compile_step(const config::Config& config, const config::Step& step,
                      std::span<const UpstreamView> upstreams, const geo::Locator& locator) {
  switch (step.type) {
    case config::StepType::geo: return {compile_geo(step, upstreams, locator)};
    case config::StepType::nearest: return {compile_nearest(step, upstreams)};
    case config::StepType::latency: return {compile_latency(config, step, upstreams, locator)};
    case config::StepType::priority: return {compile_priority(upstreams)};
    case config::StepType::least_loaded: return {LeastLoadedStep{}};
    case config::StepType::weighted:
    case config::StepType::capacity: break;
  }
  return {WeightedStep{step.key}};
}

}  // namespace

std::vector<StepView> compile_steps(const config::Config& config, const config::Service& service,
                                    std::span<const UpstreamView> upstreams,
                                    const geo::Locator& locator) {
  std::vector<StepView> steps;
  steps.reserve(service.steps.size() + 1);
  bool drawn = false;
  for (const config::Step& step : service.steps) {
    if (step.type == config::StepType::capacity) continue;  // works on the order of all others
    steps.push_back(compile_step(config, step, upstreams, locator));
    drawn = drawn || step.type == config::StepType::weighted ||
            step.type == config::StepType::least_loaded;
  }
  if (!drawn) steps.push_back({WeightedStep{}});
  return steps;
}

}  // namespace meridian::routing
