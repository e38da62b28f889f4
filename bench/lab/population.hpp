// Who asks: clients by place, the edge that each of them reaches, and what they ask for by the
// hour.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::lab {

struct PopulatedPlace {
  std::string country;
  std::string city;  // empty: the middle of the country
  geo::Place place;
  double share = 0;  // of all people
};

// Reads places.tsv. Shares add up to 1.
Result<std::vector<PopulatedPlace>> read_places(const std::string& path);

// One address, standing for many people of a place.
struct Resident {
  routing::Client client;
  std::uint32_t place = 0;
  std::uint32_t edge = 0;    // the nearest: what anycast would do at best
  std::uint64_t number = 0;  // random, for draws that are not ours
  double share = 0;          // of all people
  bool fenced = false;
};

std::vector<Resident> settle(const std::vector<PopulatedPlace>& places, int each);

// What a place asks for at this time of day (seconds of UTC), as a part of its average: a wave
// with its top at nine in the evening of the place.
double wave(const geo::Coordinates& at, double second_of_day);

}  // namespace meridian::lab
