// What came out of a simulation, written for people or as JSON.
#pragma once

#include <iosfwd>
#include <nlohmann/json_fwd.hpp>

#include "meridian/core/replay/simulation.hpp"
#include "service/cli/simulate_sample.hpp"

namespace meridian::cli {

struct SimulationStory {
  const SampleSummary& sample;
  const replay::SimulationReport& report;
};

void write_text(const SimulationStory& story, std::ostream& out);
nlohmann::ordered_json to_json(const SimulationStory& story);

}  // namespace meridian::cli
