// Latencies between an edge and upstreams, as values. Round trips of the network; what the
// application takes is not in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/geo/country.hpp"

namespace meridian::latency {

// Where a comparison takes its numbers from, best first. Numbers of two sources are never compared.
enum class Source : std::uint8_t { own, nearest_edge, imported, great_circle };
inline constexpr std::size_t kSourceCount = static_cast<std::size_t>(Source::great_circle) + 1;
std::string_view to_string(Source source);

struct Reading {
  microseconds steady{};      // what decisions use: follows `measured` only as damping allows
  microseconds measured{};    // the average of late
  std::uint64_t samples = 0;  // so far
  Instant at{};               // of the last sample
};

// Of one upstream; nothing: unknown.
struct UpstreamLatency {
  UpstreamId id{};
  std::optional<Reading> own;
  std::optional<Reading> nearest_edge;
  std::string edge;  // whose reading nearest_edge is
};

// What another edge has measured.
struct EdgeRow {
  std::string service;
  std::string region;
  Reading reading;
};
struct EdgeRows {
  std::string edge;
  std::optional<geo::Coordinates> location;
  std::vector<EdgeRow> rows;
};

// A reading older than this is stale: it is not taken up any more.
inline constexpr seconds kFreshFor{60};
// A stale one stays in force, so that silence moves nobody, and is forgotten after this.
inline constexpr seconds kKeptFor{600};

}  // namespace meridian::latency
