#include "core/routing/steer_weighted.hpp"

#include <limits>

#include "core/routing/client_number.hpp"
#include "core/routing/draw.hpp"

namespace meridian::routing {

std::uint64_t weighted_key(config::HashKey key, const Subject& subject) {
  return key == config::HashKey::request
             ? mix64(subject.request.request_key)
             : client_number(subject.service, subject.client, subject.request);
}

void WeightedStep::refine(const Subject& subject, Ranking& ranking) const {
  const std::uint64_t number = weighted_key(key, subject);
  ranking.split_by_key([&](std::size_t candidate) {
    const Draw& draw = subject.service.draws[candidate];
    if (draw.inverse_weight == 0) return std::numeric_limits<std::uint64_t>::max();
    return draw_of(number, draw.seed, draw.inverse_weight);
  });
}

}  // namespace meridian::routing
