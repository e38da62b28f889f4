#include "compared.hpp"

#include <cmath>
#include <limits>

#include "meridian/core/base/hash.hpp"

namespace meridian::lab {

namespace {

// Of one sample. 0.13 at probes of 2 s is a half-life of 10 s, what our own average has downwards.
constexpr double kAverageWeight = 0.13;

// For a weighted rendezvous, so that a share that changes moves no more clients than it must.
double draw(std::uint64_t client, std::size_t region) {
  const std::uint64_t bits = combine64(client, region);
  return -std::log((static_cast<double>(bits >> 11) + 0.5) * 0x1p-53);
}

}  // namespace

Compared::Compared(const World& world, Rule rule, std::size_t every)
    : world_(world), rule_(rule), every_(every) {
  const Network& network = world.network;
  for (std::size_t edge = 0; edge < network.edges(); ++edge) {
    auto& sights = sights_.emplace_back(network.regions());
    for (std::size_t i = 0; i < sights.size(); ++i) {
      sights[i].typical_ms = network.typical(edge, i);
      sights[i].distance_km = network.distance_km(edge, i);
    }
    shares_.emplace_back();
  }
  for (const Resident& resident : world.residents)
    for (std::size_t i = 0; i < network.regions(); ++i) draws_.push_back(draw(resident.number, i));
}

bool Compared::observe(std::size_t tick, std::size_t edge) {
  std::vector<Sight>& sights = sights_[edge];
  for (std::size_t i = 0; i < sights.size(); ++i) {
    Sight& sight = sights[i];
    sight.out = world_.network.seen_out(tick, i);
    sight.working = world_.network.working(tick, i);
    if (tick % every_ != 0 || sight.working == 0) continue;
    sight.latest_ms = world_.network.probe(tick, edge, i);
    const double weight = sight.average_ms == 0 ? 1 : kAverageWeight;
    sight.average_ms += (sight.latest_ms - sight.average_ms) * weight;
  }
  Shares shares = rule_(sights);
  const bool changed = shares != shares_[edge];
  shares_[edge] = std::move(shares);
  return changed;
}

std::size_t Compared::choose(std::size_t resident) {
  const Resident& who = world_.residents[resident];
  const Shares& shares = shares_[who.edge];
  std::size_t best = kRefused;
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] <= 0) continue;
    const double drawn = draws_[resident * shares.size() + i] / shares[i];
    if (drawn < lowest) {
      lowest = drawn;
      best = i;
    }
  }
  return best;
}

}  // namespace meridian::lab
