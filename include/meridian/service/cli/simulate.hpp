// `meridian simulate`: how shares, clients, fences, load and distances change under another config,
// other weights, drains or outages; told by the serving code itself from a sample of the traffic.
// Health comes from `down` alone, and only for the view after. What a running edge measures is not
// known here: `latency` compares the operator's rows or distances, and `capacity` moves nobody, so
// that the report shows what regions would be asked for. Reads files only.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace meridian::cli {

struct SimulateOptions {
  std::string config;                // file: before, and after where there is no candidate
  std::string candidate;             // file; empty: none
  std::vector<std::string> down;     // REGION or SERVICE/REGION, after
  std::vector<std::string> drain;    // likewise
  std::vector<std::string> weights;  // "SERVICE/REGION=N" or "REGION=N", after
  std::string log;                   // the sample: an access log, "-" for stdin
  std::uint64_t clients = 0;         // or so many clients drawn by `seed`
  std::uint64_t seed = 1;
  bool json = false;
};

// 0: told; 1: told, and clients are refused that were not before, or a fence is broken; 2: bad
// config, sample or usage, told on `err`.
int simulate(const SimulateOptions& options, std::ostream& out, std::ostream& err);

}  // namespace meridian::cli
