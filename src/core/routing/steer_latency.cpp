#include "core/routing/steer_latency.hpp"

#include <algorithm>
#include <limits>

#include "core/routing/great_circle.hpp"

namespace meridian::routing {

namespace {

// Light in fibre takes 1 ms for 100 km there and back; cables are about 1.4 times as long as the
// great circle, and the last hops take 2 ms. Right within a third between big sites.
constexpr std::uint32_t kEstimateBase = 2000;          // microseconds
constexpr std::uint32_t kEstimateMetresPerMicro = 70;  // so 70 km are 1 ms

constexpr std::int64_t kLatencyMax = 60'000'000;  // microseconds: what is slower counts as that

LatencyColumn empty_column(latency::Source source, std::size_t candidates) {
  return {source, 0, std::vector<std::uint32_t>(candidates), {}};
}

void set(LatencyColumn& column, std::size_t candidate, microseconds value) {
  column.known |= bit_of(candidate);
  column.microseconds[candidate] =
      static_cast<std::uint32_t>(std::clamp<std::int64_t>(value.count(), 0, kLatencyMax));
}

std::optional<UnitVector> place_of(const config::Edge& edge) {
  if (edge.location) return unit_vector(*edge.location);
  const geo::CountryFacts* facts = edge.country ? geo::facts_of(*edge.country) : nullptr;
  return facts == nullptr ? std::nullopt : unit_vector(facts->centroid);
}

LatencyColumn estimate(const config::Edge& edge, std::span<const UpstreamView> upstreams) {
  LatencyColumn column = empty_column(latency::Source::great_circle, upstreams.size());
  const auto from = place_of(edge);
  if (!from) return column;
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const auto to = upstreams[i].located ? unit_vector(upstreams[i].location) : std::nullopt;
    if (!to) continue;
    set(column, i, microseconds(kEstimateBase + arc_metres(*from, *to) / kEstimateMetresPerMicro));
  }
  return column;
}

LatencyColumn column_of(const config::LatencyRow& row, std::span<const UpstreamView> upstreams) {
  LatencyColumn column = empty_column(latency::Source::imported, upstreams.size());
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const auto found = row.regions.find(upstreams[i].region);
    if (found != row.regions.end()) set(column, i, found->second);
  }
  return column;
}

void import(LatencyStep& step, const config::Config& config,
            std::span<const UpstreamView> upstreams, const geo::Locator& locator) {
  for (const config::LatencyRow& row : config.latency_rows) {
    const auto number = static_cast<std::uint16_t>(step.imported.size());
    step.imported.push_back(column_of(row, upstreams));
    step.places.add(row, number, locator);
    if (row.empty()) step.places.add_everyone(number);
  }
  step.places.seal();
}

LatencyColumn measured(latency::Source source,
                       std::optional<latency::Reading> latency::UpstreamLatency::*reading,
                       std::span<const UpstreamView> upstreams) {
  LatencyColumn column = empty_column(source, upstreams.size());
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const std::optional<latency::Reading>& found = upstreams[i].latency.*reading;
    if (found) set(column, i, found->steady);
  }
  return column;
}

void make_tiers(LatencyColumn& column, const config::Margin& tolerance) {
  for (CandidateSet rest = column.known; rest != 0; rest &= ~column.tiers.back()) {
    std::uint32_t best = std::numeric_limits<std::uint32_t>::max();
    for_each_candidate(rest, [&](std::size_t candidate) {
      best = std::min(best, column.microseconds[candidate]);
    });
    const std::int64_t bound = best + tolerance.of(microseconds(best)).count();
    CandidateSet tier = 0;
    for_each_candidate(rest, [&](std::size_t candidate) {
      if (column.microseconds[candidate] <= bound) tier |= bit_of(candidate);
    });
    column.tiers.push_back(tier);
  }
}

}  // namespace

const LatencyColumn* LatencyStep::column_for(const Subject& subject) const {
  const auto knows = [&](const LatencyColumn& column) {
    return (subject.live & ~column.known) == 0;
  };
  for (const LatencyColumn& column : measured)
    if (knows(column)) return &column;
  const LatencyColumn& known_by_operator = imported[places.find(subject.client.place)];
  if (knows(known_by_operator)) return &known_by_operator;
  return knows(estimated) ? &estimated : nullptr;
}

void LatencyStep::refine(const Subject& subject, Ranking& ranking) const {
  const LatencyColumn* column = column_for(subject);
  if (column != nullptr) ranking.split_by_tiers(column->tiers);
}

LatencyStep compile_latency(const config::Config& config, const config::Step& step,
                            std::span<const UpstreamView> upstreams, const geo::Locator& locator) {
  LatencyStep compiled;
  compiled.measured.push_back(
      measured(latency::Source::own, &latency::UpstreamLatency::own, upstreams));
  compiled.measured.push_back(
      measured(latency::Source::nearest_edge, &latency::UpstreamLatency::nearest_edge, upstreams));
  import(compiled, config, upstreams, locator);
  compiled.estimated = estimate(config.edge, upstreams);
  for (LatencyColumn& column : compiled.measured) make_tiers(column, step.tolerance);
  for (LatencyColumn& column : compiled.imported) make_tiers(column, step.tolerance);
  make_tiers(compiled.estimated, step.tolerance);
  return compiled;
}

}  // namespace meridian::routing
