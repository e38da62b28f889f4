#include "meridian/core/routing/expected_latency.hpp"

#include <map>

#include "core/routing/steer_latency.hpp"

namespace meridian::routing {

struct LatencyBook::Steps {
  std::map<const ServiceView*, LatencyStep> by_service;
};

LatencyBook::LatencyBook(const View& view) {
  auto steps = std::make_unique<Steps>();
  const config::Config& config = *view.topology->config();
  for (const ServiceView& service : view.services)
    steps->by_service.emplace(&service,
                              compile_latency(config, {}, service.upstreams, view.locator));
  steps_ = std::move(steps);
}

LatencyBook::~LatencyBook() = default;
LatencyBook::LatencyBook(LatencyBook&&) noexcept = default;

std::optional<LatencyBook::Expected> LatencyBook::find(const ServiceView& service,
                                                       const Client& client,
                                                       std::size_t candidate) const {
  const Request request;
  const Load load;
  const Subject subject{client, request, service, load, {}, service.all};
  const LatencyColumn* column = steps_->by_service.at(&service).column_for(subject);
  if (column == nullptr) return std::nullopt;
  return Expected{microseconds(column->microseconds[candidate]), column->source};
}

}  // namespace meridian::routing
