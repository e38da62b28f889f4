#include "core/routing/steer_capacity.hpp"

#include <algorithm>

#include "core/routing/step.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::routing {

namespace {

constexpr std::uint32_t kMetresPerMicro = 70;  // as the estimate of the step latency

// Draws of different questions about one client are independent.
enum class Question : std::uint64_t { leaves = 1, is_accepted, is_refused };

bool answer(std::uint64_t client, std::uint64_t region, Question question, std::uint16_t share) {
  const std::uint64_t asked = region + static_cast<std::uint64_t>(question);
  return mix64(client ^ mix64(asked)) % kSpillUnit < share;
}

std::uint64_t latency_of(const Subject& subject, const LatencyStep& step, std::size_t candidate) {
  const LatencyColumn* column = step.column_for(subject);
  return column == nullptr ? 0 : column->microseconds[candidate];
}

std::uint64_t distance_of(const Subject& subject, const NearestStep& step, std::size_t candidate) {
  const geo::Place& place = subject.client.place;
  const auto at = place.located ? unit_vector(place.coordinates) : std::nullopt;
  const NearestStep::Target& target = step.targets[candidate];
  return at && target.located ? arc_metres(*at, target.at) / kMetresPerMicro : 0;
}

}  // namespace

std::uint64_t cost_of(const Subject& subject, std::size_t candidate) {
  for (const StepView& step : subject.service.steps) {
    if (const auto* latency = std::get_if<LatencyStep>(&step.step))
      return latency_of(subject, *latency, candidate);
    if (const auto* nearest = std::get_if<NearestStep>(&step.step))
      return distance_of(subject, *nearest, candidate);
  }
  return 0;
}

CapacityStep::Placement CapacityStep::place(const Subject& subject,
                                            std::span<const std::uint8_t> order) const {
  Placement placement;
  const std::size_t home = order[0];
  const auto client = weighted_key(config::HashKey::client, subject);
  const auto seed_of = [&](std::size_t candidate) { return subject.service.draws[candidate].seed; };
  if (order.size() > 1) {
    const std::uint64_t first = cost_of(subject, home);
    const std::uint64_t next = cost_of(subject, order[1]);
    placement.cost_class =
        static_cast<std::uint8_t>(cost_class_of(next > first ? next - first : 0));
  }
  const Spill& spill = plan[home];
  const bool leaves = placement.cost_class < spill.cost_class ||
                      (placement.cost_class == spill.cost_class &&
                       answer(client, seed_of(home), Question::leaves, spill.leave));
  for (std::size_t i = 1; leaves && i < order.size() && placement.to == 0; ++i)
    if (answer(client, seed_of(order[i]), Question::is_accepted, plan[order[i]].accept))
      placement.to = i;
  const std::size_t to = order[placement.to];
  placement.refused = answer(client, seed_of(to), Question::is_refused, plan[to].refuse);
  return placement;
}

CapacityStep compile_capacity(const ServiceView& service, const config::Service& config,
                              std::span<const Demand> demand) {
  const std::size_t count = service.upstreams.size();
  std::vector<CapacityLimit> limits(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto found = std::find_if(
        config.upstreams.begin(), config.upstreams.end(),
        [&](const config::Upstream& u) { return u.region == service.upstreams[i].region; });
    limits[i] = {static_cast<double>(found->capacity.target),
                 static_cast<double>(found->capacity.max)};
  }
  const auto candidate_of = [&](UpstreamId id) {
    const auto at = std::find_if(service.upstreams.begin(), service.upstreams.end(),
                                 [id](const UpstreamView& u) { return u.id == id; });
    return static_cast<std::size_t>(at - service.upstreams.begin());
  };
  Wanted wanted{std::vector<std::array<double, kCostClasses>>(count),
                std::vector<std::vector<double>>(count, std::vector<double>(count))};
  for (const Demand& row : demand) {
    const std::size_t first = candidate_of(row.id);
    if (first == count) continue;
    wanted.by_cost[first] = row.by_cost;
    for (const auto& [id, rate] : row.by_next) {
      const std::size_t next = candidate_of(id);
      if (next != count) wanted.by_next[first][next] = rate;
    }
  }
  return {plan_spill(limits, wanted)};
}

}  // namespace meridian::routing
