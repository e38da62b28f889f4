// The step `geo`: an operator's map from places to tiers of regions.
#pragma once

#include <span>
#include <vector>

#include "core/routing/place_map.hpp"
#include "core/routing/subject.hpp"

namespace meridian::routing {

struct GeoStep {
  static constexpr StepReasons kReasons{Reason::geo, Reason::geo_next_tier};
  using Tiers = std::vector<CandidateSet>;

  std::vector<Tiers> tiers{{}};  // [PlaceMap::kNone]: no entry, all regions are equal
  PlaceMap places;               // -> index of tiers

  void refine(const Subject& subject, Ranking& ranking) const;
};

GeoStep compile_geo(const config::Step& step, std::span<const UpstreamView> upstreams,
                    const geo::Locator& locator);

}  // namespace meridian::routing
