// The traffic that a simulation is about: an access log, or clients drawn by a seed.
#pragma once

#include <string>

#include "meridian/service/what_if/simulation_story.hpp"
#include "service/cli/simulate_world.hpp"

namespace meridian::cli {

Result<what_if::SampleSummary> add_log(const std::string& path, const SimulateWorld& world,
                                       replay::Simulation& simulation);

// Each client asks every service that a route leads to once.
Result<what_if::SampleSummary> add_drawn_clients(const SimulateOptions& options,
                                                 const SimulateWorld& world,
                                                 replay::Simulation& simulation);

}  // namespace meridian::cli
