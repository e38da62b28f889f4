// The step `geo`: an operator's map from places to tiers of regions.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/routing/subject.hpp"

namespace meridian::routing {

// The most specific entry wins: tag, asn, subdivision, country, continent, default.
struct GeoStep {
  static constexpr StepReasons kReasons{Reason::geo, Reason::geo_next_tier};
  using Tiers = std::vector<CandidateSet>;
  static constexpr std::uint16_t kNoTiers = 0;

  std::vector<Tiers> tiers{{}};  // [kNoTiers]: no entry, all regions are equal
  std::vector<std::pair<std::uint32_t, std::uint16_t>> by_tag;  // sorted
  std::vector<std::pair<std::uint32_t, std::uint16_t>> by_asn;
  std::vector<std::pair<std::uint32_t, std::uint16_t>> by_subdivision;
  std::array<std::uint16_t, geo::Country::kCount> by_country{};
  std::array<std::uint16_t, 8> by_continent{};
  std::uint16_t fallback = kNoTiers;

  void refine(const Subject& subject, Ranking& ranking) const;
};

GeoStep compile_geo(const config::Step& step, std::span<const UpstreamView> upstreams,
                    const geo::Locator& locator);

}  // namespace meridian::routing
