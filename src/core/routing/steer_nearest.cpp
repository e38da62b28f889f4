#include "core/routing/steer_nearest.hpp"

#include <limits>

namespace meridian::routing {

namespace {

// As in Route 53: +b % makes the distance count (1 - b) times, -b % 1 / (1 - b) times.
std::uint64_t factor_of(int bias_percent) {
  constexpr std::uint64_t kUnit = std::uint64_t{1} << NearestStep::kFactorBits;
  if (bias_percent >= 0) return kUnit * static_cast<std::uint64_t>(100 - bias_percent) / 100;
  return kUnit * 100 / static_cast<std::uint64_t>(100 + bias_percent);
}

}  // namespace

void NearestStep::refine(const Subject& subject, Ranking& ranking) const {
  if (!subject.client.place.located) return;
  const auto at = unit_vector(subject.client.place.coordinates);
  if (!at) return;
  ranking.split_by_key([&](std::size_t candidate) {
    const Target& target = targets[candidate];
    if (!target.located) return std::numeric_limits<std::uint64_t>::max();
    return biased ? arc_metres(*at, target.at) * target.factor
                  : quarter_chord_squared(*at, target.at);
  });
}

NearestStep compile_nearest(const config::Step& step, std::span<const UpstreamView> upstreams) {
  NearestStep compiled;
  for (const UpstreamView& upstream : upstreams) {
    NearestStep::Target target;
    const auto bias = step.bias.find(upstream.region);
    target.factor = factor_of(bias == step.bias.end() ? 0 : bias->second);
    compiled.biased = compiled.biased || target.factor != factor_of(0);
    const auto at = upstream.located ? unit_vector(upstream.location) : std::nullopt;
    target.located = at.has_value();
    if (at) target.at = *at;
    compiled.targets.push_back(target);
  }
  return compiled;
}

}  // namespace meridian::routing
