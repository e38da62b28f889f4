// The traffic that a simulation is about: an access log, or clients drawn by a seed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "service/cli/simulate_world.hpp"

namespace meridian::cli {

struct SampleSummary {
  std::string text;                                   // a sentence: what the sample is
  std::optional<double> seconds;                      // a log's, from first to last line
  std::map<std::string_view, std::uint64_t> skipped;  // lines of a log, by reason
};

Result<SampleSummary> add_log(const std::string& path, const SimulateWorld& world,
                              replay::Simulation& simulation);

// Each client asks every service that a route leads to once.
Result<SampleSummary> add_drawn_clients(const SimulateOptions& options, const SimulateWorld& world,
                                        replay::Simulation& simulation);

}  // namespace meridian::cli
