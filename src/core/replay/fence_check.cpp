#include "core/replay/fence_check.hpp"

#include <algorithm>

namespace meridian::replay {

namespace {

template <class Values, class Value>
bool contains(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool is_about(const config::Fence& fence, const geo::Place& place, const geo::Locator& locator) {
  const geo::CountryFacts* facts = geo::facts_of(place.country);
  if (facts != nullptr && ((facts->eu && contains(fence.groups, config::Group::EU)) ||
                           (facts->eea && contains(fence.groups, config::Group::EEA)) ||
                           contains(fence.continents, facts->continent)))
    return true;
  return (place.country.known() && contains(fence.countries, place.country)) ||
         (place.continent != geo::Continent::unknown &&
          contains(fence.continents, place.continent)) ||
         (place.asn != 0 && contains(fence.asns, place.asn)) ||
         (place.tag != 0 && contains(fence.tags, locator.tags().name(place.tag))) ||
         (place.subdivision != 0 &&
          contains(fence.subdivisions, locator.subdivisions().name(place.subdivision)));
}

}  // namespace

bool breaks_fence(const routing::View& view, const routing::ServiceView& service,
                  const geo::Place& place, std::string_view region) {
  const config::Config& config = *view.topology->config();
  const auto at = std::find_if(config.services.begin(), config.services.end(),
                               [&](const auto& candidate) { return candidate.id == service.id; });
  if (at == config.services.end()) return false;
  return std::any_of(config.fences.begin(), config.fences.end(), [&](const config::Fence& fence) {
    if (!contains(at->fences, fence.id)) return false;
    if (is_about(fence, place, view.locator)) return !contains(fence.regions, region);
    return !place.country.known() && fence.unknown == config::UnknownPlace::deny;
  });
}

}  // namespace meridian::replay
