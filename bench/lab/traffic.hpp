// What clients ask for, and what regions are built for.
#pragma once

#include <vector>

#include "network.hpp"
#include "population.hpp"

namespace meridian::lab {

// Requests per second by place: a wave over the day, and for a while so much more from the clients
// of one region that it would have to serve 150 % of its target.
class Traffic {
 public:
  Traffic(const Network& network, const std::vector<PopulatedPlace>& places,
          const std::vector<Resident>& residents);

  double rate(std::size_t tick, std::size_t place) const;
  double share(std::size_t place) const { return places_[place].share; }  // of all people
  // Requests per second that a region is built for: 125 % of what its own clients ask for at most,
  // and for an even part of all at least. Its own are those to whose edge it is usually the
  // nearest.
  double target(std::size_t region) const { return targets_[region]; }
  const Period& surge() const { return surge_; }

 private:
  double wanted(std::size_t tick, std::size_t region) const;  // by its own clients

  const std::vector<PopulatedPlace>& places_;
  std::vector<std::size_t> home_;  // region, by place
  std::vector<double> targets_;
  std::size_t surging_ = 0;  // region
  Period surge_;
  double surge_factor_ = 1;
};

}  // namespace meridian::lab
