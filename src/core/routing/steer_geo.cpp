#include "core/routing/steer_geo.hpp"

namespace meridian::routing {

void GeoStep::refine(const Subject& subject, Ranking& ranking) const {
  ranking.split_by_tiers(tiers[places.find(subject.client.place)]);
}

GeoStep compile_geo(const config::Step& step, std::span<const UpstreamView> upstreams,
                    const geo::Locator& locator) {
  GeoStep compiled;
  for (const config::GeoRule& rule : step.rules) {
    GeoStep::Tiers tiers;
    for (const auto& regions : rule.tiers) tiers.push_back(candidates_of(regions, upstreams));
    const auto number = static_cast<std::uint16_t>(compiled.tiers.size());
    compiled.tiers.push_back(std::move(tiers));
    compiled.places.add(rule, number, locator);
    if (rule.fallback) compiled.places.add_everyone(number);
  }
  compiled.places.seal();
  return compiled;
}

}  // namespace meridian::routing
