// What operators read: services, regions and overrides as JSON, and what a change does.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/routing/view.hpp"
#include "meridian/core/state/change.hpp"
#include "meridian/io/store/store.hpp"
#include "service/admin/json.hpp"

namespace meridian::admin {

// The overrides as a view's config and health see them; a view whose own overrides are not looked
// at.
struct Standing {
  std::shared_ptr<const routing::View> view;
  std::shared_ptr<const state::Overrides> overrides;
  std::shared_ptr<const state::Overrides> local;  // of this edge alone; null: none
};

// Null: there is none of this name.
const routing::ServiceView* find_service(const routing::View& view, std::string_view id);

Json service_json(const Standing& standing, const routing::ServiceView& service);
Json weights_json(const Standing& standing, const routing::ServiceView& service);
Json primary_json(const Standing& standing, const routing::ServiceView& service);
Json regions_json(const Standing& standing);
// Of a region in all services, or of an upstream.
Json state_json(const Standing& standing, const state::Target& target);
Json overrides_json(const Standing& standing);
Json override_json(const Standing& standing, const state::Target& target);
// Documents that lost against the store's; what is not readable is left out.
Json conflicts_json(const Standing& standing, const std::vector<store::Conflict>& conflicts);

// The services that are different in `after`, with their weights, states and primaries before and
// after.
Json difference_json(const Standing& before, const Standing& after);

}  // namespace meridian::admin
