#include "traffic.hpp"

#include <algorithm>

namespace meridian::lab {

namespace {

constexpr double kRequestsPerSecond = 50'000;  // of all people on average
constexpr double kTargetReserve = 1.25;
constexpr double kSurge = 1.5;        // of the target
constexpr std::size_t kSurging = 1;   // Virginia
constexpr double kStart = 12 * 3600;  // seconds of UTC

std::size_t usually_nearest(const Network& network, std::size_t edge,
                            const std::vector<bool>& allowed) {
  std::size_t best = network.regions();
  for (std::size_t region = 0; region < network.regions(); ++region)
    if (allowed[region] &&
        (best == network.regions() || network.typical(edge, region) < network.typical(edge, best)))
      best = region;
  return best;
}

}  // namespace

Traffic::Traffic(const Network& network, const std::vector<PopulatedPlace>& places,
                 const std::vector<Resident>& residents)
    : places_(places), home_(places.size()), surging_(kSurging) {
  const std::vector<bool> inside = inside_fence(network.regions());
  for (const Resident& resident : residents) {
    const std::vector<bool> open(network.regions(), true);
    home_[resident.place] =
        usually_nearest(network, resident.edge, resident.fenced ? inside : open);
  }
  surge_ = {network.ticks() * 8 / 20, network.ticks() * 11 / 20};
  for (std::size_t region = 0; region < network.regions(); ++region) {
    double most = kRequestsPerSecond / static_cast<double>(network.regions());
    for (std::size_t tick = 0; tick < network.ticks(); tick += network.ticks() / 16)
      most = std::max(most, kTargetReserve * wanted(tick, region));
    targets_.push_back(most);
  }
  surge_factor_ = kSurge * targets_[surging_] / wanted((surge_.from + surge_.to) / 2, surging_);
}

double Traffic::wanted(std::size_t tick, std::size_t region) const {
  double sum = 0;
  for (std::size_t place = 0; place < places_.size(); ++place)
    if (home_[place] == region) sum += rate(tick, place);
  return sum;
}

double Traffic::rate(std::size_t tick, std::size_t place) const {
  const PopulatedPlace& of = places_[place];
  const double second = kStart + static_cast<double>(tick) * kTick.count();
  const bool surges = home_[place] == surging_ && tick >= surge_.from && tick < surge_.to;
  return kRequestsPerSecond * of.share * wave(of.place.coordinates, second) *
         (surges ? surge_factor_ : 1);
}

}  // namespace meridian::lab
