// How a service orders its candidate regions: the steps of its policy, and the places of clients
// that rules name.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/geo/country.hpp"

namespace meridian::config {

enum class StepType : std::uint8_t {
  geo,
  nearest,
  latency,
  priority,
  least_loaded,
  weighted,
  capacity,
};
enum class HashKey : std::uint8_t { client, request };

// Places of clients. A client is in it when any attribute of its place is named.
struct Places {
  std::vector<std::string> tags;
  std::vector<std::uint32_t> asns;
  std::vector<std::string> subdivisions;  // "US-CA"
  std::vector<geo::Country> countries;
  std::vector<geo::Continent> continents;
  bool empty() const {
    return tags.empty() && asns.empty() && subdivisions.empty() && countries.empty() &&
           continents.empty();
  }
};

// One line of a geo step: clients of these places go to these tiers of regions.
struct GeoRule : Places {
  bool fallback = false;  // the entry `default`
  // Region ids, best tier first; regions of the service that no tier names come after all tiers.
  std::vector<std::vector<std::string>> tiers;
};

// A difference that does not count, or that must be exceeded: a time or a part of the value.
struct Margin {
  milliseconds absolute{};    // one of the two
  std::uint32_t percent = 0;  // 0: absolute
  microseconds of(microseconds value) const {
    return percent == 0 ? microseconds(absolute) : value * percent / 100;
  }
};

// Requests per second that a region takes, of all edges together. 0: any number.
struct Capacity {
  std::uint32_t target = 0;  // what exceeds it goes elsewhere while there is room
  std::uint32_t max = 0;     // never more
};

struct Step {
  StepType type = StepType::weighted;
  std::vector<GeoRule> rules;       // geo
  std::map<std::string, int> bias;  // nearest: region -> percent, -99..99
  HashKey key = HashKey::client;    // weighted
  // latency
  Margin tolerance;      // regions that much slower than the best are as good
  Margin min_gain;       // a changed latency smaller than this is noise
  milliseconds dwell{};  // and a larger one is believed after this time
};

// Latencies that an operator knows, from clients of these places (empty: all) to regions.
struct LatencyRow : Places {
  std::map<std::string, milliseconds> regions;
};

}  // namespace meridian::config
