// A rule of somebody else in the world: the same probes, the same health, the same clients.
#pragma once

#include <vector>

#include "rules.hpp"
#include "steering.hpp"

namespace meridian::lab {

class Compared : public Steering {
 public:
  // Looks at every `every`th probe.
  Compared(const World& world, Rule rule, std::size_t every);

  void begin(std::size_t) override {}
  bool observe(std::size_t tick, std::size_t edge) override;
  std::size_t choose(std::size_t resident) override;

 private:
  const World& world_;
  Rule rule_;
  std::size_t every_;
  std::vector<std::vector<Sight>> sights_;  // by edge, by region
  std::vector<Shares> shares_;              // by edge
  std::vector<double> draws_;               // by resident, by region
};

}  // namespace meridian::lab
