#include "meridian/core/routing/view.hpp"

#include <algorithm>

#include "core/routing/fence.hpp"
#include "core/routing/route_table.hpp"
#include "core/routing/steer_capacity.hpp"
#include "core/routing/step.hpp"

namespace meridian::routing {

ServiceView::ServiceView() = default;
ServiceView::~ServiceView() = default;
ServiceView::ServiceView(ServiceView&&) noexcept = default;

View::View() = default;
View::~View() = default;

std::uint32_t effective_weight(const UpstreamView& upstream) {
  if (upstream.weight == 0 || upstream.ramp_percent >= 100) return upstream.weight;
  return std::max(upstream.weight * upstream.ramp_percent / 100, 1U);
}

const UpstreamView* View::find(UpstreamId id) const {
  if (index_of(id) >= by_upstream.size()) return nullptr;
  const UpstreamPlace& place = by_upstream[index_of(id)];
  return place.service == nullptr ? nullptr : &place.service->upstreams[place.candidate];
}

}  // namespace meridian::routing
