#include "population.hpp"

#include <cmath>
#include <fstream>
#include <numbers>
#include <sstream>

#include "meridian/core/base/hash.hpp"
#include "sites.hpp"

namespace meridian::lab {

namespace {

constexpr double kWaveHeight = 0.5;
constexpr double kTopHour = 21;
constexpr std::uint32_t kFirstAddress = 0x10000000;

bool read_row(const std::string& line, PopulatedPlace& row) {
  std::istringstream in(line);
  std::string latitude, longitude, people;
  const bool complete = std::getline(in, row.country, '\t') && std::getline(in, row.city, '\t') &&
                        std::getline(in, latitude, '\t') && std::getline(in, longitude, '\t') &&
                        std::getline(in, people, '\t');
  const auto country = geo::Country::parse(row.country);
  const geo::CountryFacts* facts = country ? geo::facts_of(*country) : nullptr;
  if (!complete || facts == nullptr) return false;
  geo::Place& place = row.place;
  place.country = *country;
  place.continent = facts->continent;
  place.source = geo::PlaceSource::database;
  place.located = true;
  place.coordinates = row.city.empty()
                          ? facts->centroid
                          : geo::Coordinates{std::stod(latitude), std::stod(longitude)};
  row.share = std::stod(people);
  return true;
}

std::uint32_t nearest_edge(const geo::Coordinates& at) {
  const auto edges = edge_sites();
  std::uint32_t best = 0;
  for (std::uint32_t i = 1; i < edges.size(); ++i)
    if (geo::distance_km(at, edges[i].at) < geo::distance_km(at, edges[best].at)) best = i;
  return best;
}

}  // namespace

Result<std::vector<PopulatedPlace>> read_places(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error{ErrorCode::io, ErrorSource::file, false, "cannot read " + path};
  std::vector<PopulatedPlace> places;
  double people = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    PopulatedPlace& row = places.emplace_back();
    if (!read_row(line, row))
      return Error{ErrorCode::invalid, ErrorSource::file, false, path + ": not a place: " + line};
    people += row.share;
  }
  for (PopulatedPlace& row : places) row.share /= people;
  return places;
}

std::vector<Resident> settle(const std::vector<PopulatedPlace>& places, int each) {
  std::vector<Resident> residents;
  for (std::uint32_t i = 0; i < places.size(); ++i) {
    const geo::CountryFacts* facts = geo::facts_of(places[i].place.country);
    const std::uint32_t edge = nearest_edge(places[i].place.coordinates);
    for (int k = 0; k < each; ++k) {
      const auto count = static_cast<std::uint32_t>(residents.size());
      Resident& resident = residents.emplace_back();
      resident.client = {IpAddress::v4(kFirstAddress + count * 257), places[i].place};
      resident.place = i;
      resident.edge = edge;
      resident.number = mix64(count);
      resident.share = places[i].share / each;
      resident.fenced = facts != nullptr && facts->eea;
    }
  }
  return residents;
}

double wave(const geo::Coordinates& at, double second_of_day) {
  const double hour = second_of_day / 3600 + at.longitude / 15;
  return 1 + kWaveHeight * std::cos((hour - kTopHour) / 24 * 2 * std::numbers::pi);
}

}  // namespace meridian::lab
