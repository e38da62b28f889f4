// decide() with its reasons written down: the same code with a recorder instead of none.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

// What the step `latency` compared.
struct ExpectedLatency {
  microseconds value{};
  latency::Source source = latency::Source::own;
  std::uint64_t samples = 0;  // 0: not measured
  nanoseconds age{};          // of the last sample
};

struct CandidateStory {
  std::string region;
  bool stayed = false;
  Reason reason = Reason::only_candidate;  // why it left, or which step placed it
  std::uint32_t weight = 0;
  // Of overrides: "override by alice: reason; file says 100"; empty: as the file says.
  std::string weight_note;
  std::string state_note;
  std::string primary_note;
  std::optional<double> distance_km;
  std::optional<ExpectedLatency> latency;
  std::optional<double> draw;  // rendezvous draw where `weighted` ordered it: the smallest wins
  int tier = 0;                // 1-based, of the last step that made tiers; 0: none did
};

struct Explanation {
  Decision decision;  // refers to the view
  std::string route;
  std::string service;
  std::vector<CandidateStory> candidates;  // in serving order, then those that left
  std::vector<std::string> steps;          // a sentence for each stage that did something
};

Explanation explain(const Client& client, const Request& request, const View& view,
                    const Load& load, Instant now);

}  // namespace meridian::routing
