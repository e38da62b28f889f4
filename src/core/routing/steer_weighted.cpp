#include "core/routing/steer_weighted.hpp"

#include <limits>

#include "core/routing/draw.hpp"

namespace meridian::routing {

std::uint64_t weighted_key(config::HashKey key, const Client& client, const Request& request) {
  return key == config::HashKey::request ? mix64(request.request_key)
                                         : hash_of(client.address.client_key());
}

void WeightedStep::refine(const Subject& subject, Ranking& ranking) const {
  const std::uint64_t number = weighted_key(key, subject.client, subject.request);
  ranking.split_by_key([&](std::size_t candidate) {
    const Draw& draw = subject.service.draws[candidate];
    if (draw.inverse_weight == 0) return std::numeric_limits<std::uint64_t>::max();
    return draw_of(number, draw.seed, draw.inverse_weight);
  });
}

}  // namespace meridian::routing
