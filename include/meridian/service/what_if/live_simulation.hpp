// What a change would do to a running edge: clients drawn by a seed, decided on what it decides on
// now and on what it would decide on then. In steps, so that other work gets its turn.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/service/what_if/client_draw.hpp"
#include "meridian/service/what_if/explain.hpp"
#include "meridian/service/what_if/simulation_story.hpp"

namespace meridian::what_if {

struct SimulationAsked {
  std::map<std::string, std::uint32_t> weights;  // of REGION or SERVICE/REGION
  std::vector<std::string> drain;
  std::vector<std::string> down;
  std::uint64_t clients = 10'000;
  std::uint64_t seed = 1;
};

// {weights, drain, down, clients, seed}, each optional, and nothing else. Never throws.
Result<SimulationAsked> simulation_of_json(std::string_view text);

class LiveSimulation {
 public:
  // Fails for names that the config does not have, and where too much is asked for.
  static Result<std::shared_ptr<LiveSimulation>> begin(LiveWorld world, SimulationAsked asked);

  // Decides for some of the clients: at most a few milliseconds of work. False: all are done.
  bool step();
  // After the last step: the report as JSON, or why there is none.
  Result<std::string> report() const;

 private:
  LiveSimulation() = default;
  void decide(const DrawnClient& client);

  LiveWorld world_;
  SimulationAsked asked_;
  std::shared_ptr<const routing::View> after_;
  std::vector<replay::Sample> requests_;
  std::unique_ptr<replay::Simulation> simulation_;
  std::uint64_t number_ = 0;  // of draws
  std::uint64_t drawn_ = 0;   // clients among them
};

}  // namespace meridian::what_if
