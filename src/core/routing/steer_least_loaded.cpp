#include "core/routing/steer_least_loaded.hpp"

#include <limits>
#include <utility>

#include "core/routing/draw.hpp"
#include "core/routing/steer_weighted.hpp"

namespace meridian::routing {

namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

// The loads of two candidates compared, each for its weight.
bool is_less_loaded(const Subject& subject, std::size_t one, std::size_t other) {
  const auto in_flight = [&](std::size_t candidate) -> std::uint64_t {
    const std::size_t id = index_of(subject.service.upstreams[candidate].id);
    return id < subject.load.in_flight.size() ? subject.load.in_flight[id] : 0;
  };
  const auto weight = [&](std::size_t candidate) -> std::uint64_t {
    return effective_weight(subject.service.upstreams[candidate]);
  };
  return in_flight(one) * weight(other) < in_flight(other) * weight(one);
}

}  // namespace

void LeastLoadedStep::refine(const Subject& subject, Ranking& ranking) const {
  const std::uint64_t number = weighted_key(config::HashKey::request, subject);
  const auto drawn = [&](std::size_t candidate) {
    const Draw& draw = subject.service.draws[candidate];
    return draw.inverse_weight == 0 ? kNever : draw_of(number, draw.seed, draw.inverse_weight);
  };
  CandidateSet winners = 0;
  for (std::size_t i = 0; i < ranking.size(); ++i) {
    if (is_single(ranking[i])) continue;  // perhaps a pinned one, of weight 0
    std::pair<std::uint64_t, std::size_t> first{kNever, 0};
    std::pair<std::uint64_t, std::size_t> second{kNever, 0};
    for_each_candidate(ranking[i], [&](std::size_t candidate) {
      const std::pair<std::uint64_t, std::size_t> mine{drawn(candidate), candidate};
      if (mine < first)
        second = std::exchange(first, mine);
      else if (mine < second)
        second = mine;
    });
    const bool swaps =
        second.first != kNever && is_less_loaded(subject, second.second, first.second);
    winners |= bit_of(swaps ? second.second : first.second);
  }
  ranking.split_by_key([&](std::size_t candidate) {
    return (winners & bit_of(candidate)) != 0 ? 0 : drawn(candidate);
  });
}

}  // namespace meridian::routing
