// What the laboratory compares: something that takes an edge's probes and gives clients a region.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "traffic.hpp"

namespace meridian::lab {

inline constexpr std::size_t kRefused = static_cast<std::size_t>(-1);

class Steering {
 public:
  virtual ~Steering() = default;
  // Before the edges observe a tick.
  virtual void begin(std::size_t tick) = 0;
  // The probes of this tick by this edge are in. True: its clients may go elsewhere now.
  virtual bool observe(std::size_t tick, std::size_t edge) = 0;
  // The number of a region, or kRefused.
  virtual std::size_t choose(std::size_t resident) = 0;
};

// Everything that a rule lives in. Outlives what is made of it.
struct World {
  const Network& network;
  const std::vector<Resident>& residents;  // by place
  double residents_per_place;
  const Traffic& traffic;
};

struct Contender {
  std::string name;
  bool ours = false;  // keeps to the fence
  std::function<std::unique_ptr<Steering>(const World&)> make;
};

// Ours first, the default policy at the top.
// `policies`: more of ours, as lines of a config.
std::vector<Contender> contenders(const std::vector<std::string>& policies);

}  // namespace meridian::lab
