// The step `latency`: regions as near to this edge as the best one, then the others by latency.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/routing/place_map.hpp"
#include "core/routing/subject.hpp"
#include "meridian/core/latency/reading.hpp"

namespace meridian::routing {

// Expected latencies from one source.
struct LatencyColumn {
  latency::Source source = latency::Source::great_circle;
  CandidateSet known = 0;
  std::vector<std::uint32_t> microseconds;  // by candidate
  // Best first, each as wide as the tolerance from its best region on. Made of all that is known,
  // whatever its health: so a region that leaves moves its own clients only.
  std::vector<CandidateSet> tiers;
};

// In path the way from the client to this edge is the same for every region: what differs is the
// way on. All candidates are compared by one source, the best that knows every one of them; where
// none does, the step leaves the order as it is.
struct LatencyStep {
  static constexpr StepReasons kReasons{Reason::local_latency, Reason::local_latency_next};

  std::vector<LatencyColumn> measured;     // own, nearest edge
  std::vector<LatencyColumn> imported{1};  // by the number that `places` gives
  PlaceMap places;
  LatencyColumn estimated;  // by great circle

  // Null: no source knows all of the candidates.
  const LatencyColumn* column_for(const Subject& subject) const;
  void refine(const Subject& subject, Ranking& ranking) const;
};

LatencyStep compile_latency(const config::Config& config, const config::Step& step,
                            std::span<const UpstreamView> upstreams, const geo::Locator& locator);

}  // namespace meridian::routing
