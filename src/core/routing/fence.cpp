#include "core/routing/fence.hpp"

#include <algorithm>

namespace meridian::routing {

namespace {

template <class Visit>
void for_each_country(Visit visit) {
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b) {
      const char code[]{a, b};
      if (const auto country = geo::Country::parse({code, 2})) visit(*country);
    }
}

template <class Values, class Value>
bool contains(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool covers(const config::Fence& fence, geo::Country country) {
  if (contains(fence.countries, country)) return true;
  const geo::CountryFacts* facts = geo::facts_of(country);
  if (facts == nullptr) return false;
  return (facts->eu && contains(fence.groups, config::Group::EU)) ||
         (facts->eea && contains(fence.groups, config::Group::EEA)) ||
         contains(fence.continents, facts->continent);
}

template <class Value>
bool holds(const std::vector<Value>& sorted, Value value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

}  // namespace

FenceView compile_fence(const config::Fence& fence, const config::Edge& edge,
                        const geo::Locator& locator) {
  FenceView view;
  view.config = &fence;
  for_each_country([&](geo::Country c) { view.countries[c.index()] = covers(fence, c); });
  for (const auto continent : fence.continents)
    view.continents.set(static_cast<std::size_t>(continent));
  for (const std::string& subdivision : fence.subdivisions) {
    view.subdivisions.push_back(locator.subdivisions().find(subdivision));
    const auto country = geo::Country::parse(std::string_view(subdivision).substr(0, 2));
    if (country) view.subdivided.set(country->index());
  }
  for (const std::string& tag : fence.tags) view.tags.push_back(locator.tags().find(tag));
  view.asns = fence.asns;
  std::sort(view.asns.begin(), view.asns.end());
  std::sort(view.tags.begin(), view.tags.end());
  std::sort(view.subdivisions.begin(), view.subdivisions.end());
  view.edge_inside = edge.country && view.countries[edge.country->index()];
  return view;
}

FenceMatch match_fence(const FenceView& fence, const geo::Place& place) {
  if (fence.countries[place.country.index()]) return FenceMatch::inside;
  if (place.continent != geo::Continent::unknown &&
      fence.continents[static_cast<std::size_t>(place.continent)])
    return FenceMatch::inside;
  if (place.asn != 0 && holds(fence.asns, place.asn)) return FenceMatch::inside;
  if (place.tag != 0 && holds(fence.tags, place.tag)) return FenceMatch::inside;
  if (place.subdivision != 0 && holds(fence.subdivisions, place.subdivision))
    return FenceMatch::inside;
  if (!place.country.known()) return FenceMatch::undecided;
  if (place.asn == 0 && !fence.asns.empty()) return FenceMatch::undecided;
  if (!place.subdivision_known && fence.subdivided[place.country.index()])
    return FenceMatch::undecided;
  return FenceMatch::outside;
}

FenceRuling rule_of_fences(const ServiceView& service, const geo::Place& place) {
  FenceRuling ruling;
  ruling.regions = service.all;
  for (const BoundFence& bound : service.fences) {
    const FenceView& fence = *bound.fence;
    const FenceMatch match = match_fence(fence, place);
    if (match == FenceMatch::outside) continue;
    if (match == FenceMatch::undecided) {
      if (fence.config->unknown == config::UnknownPlace::allow) continue;
      ruling.regions = 0;
      if (ruling.denied == nullptr) ruling.denied = &fence;
    } else {
      ruling.matched = true;
      ruling.regions &= bound.regions;
      const bool inside_only = fence.config->edges == config::FenceEdges::inside;
      if (inside_only && !fence.edge_inside && ruling.misplaced == nullptr)
        ruling.misplaced = &fence;
    }
    if (ruling.answer == nullptr && fence.config->answer) ruling.answer = &*fence.config->answer;
  }
  return ruling;
}

}  // namespace meridian::routing
