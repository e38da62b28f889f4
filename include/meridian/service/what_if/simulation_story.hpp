// What came out of a simulation, written for people or as JSON.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "meridian/core/replay/simulation.hpp"

namespace meridian::what_if {

struct SampleSummary {
  std::string text;                                   // a sentence: what the sample is
  std::optional<double> seconds;                      // a log's, from first to last line
  std::map<std::string_view, std::uint64_t> skipped;  // lines of a log, by reason
};

struct SimulationStory {
  const SampleSummary& sample;
  const replay::SimulationReport& report;
};

void write_text(const SimulationStory& story, std::ostream& out);
nlohmann::ordered_json to_json(const SimulationStory& story);

}  // namespace meridian::what_if
