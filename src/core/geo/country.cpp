#include "meridian/core/geo/country.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "core/geo/country_table.hpp"

namespace meridian::geo {

namespace {

constexpr auto make_codes() {
  std::array<char, 2 * Country::kCount> codes{};
  for (std::size_t i = 1; i < Country::kCount; ++i) {
    codes[2 * i] = static_cast<char>('A' + (i - 1) / 26);
    codes[2 * i + 1] = static_cast<char>('A' + (i - 1) % 26);
  }
  return codes;
}

constexpr auto kCodes = make_codes();

constexpr std::array<std::string_view, 8> kContinents{"", "AF", "AN", "AS", "EU", "NA", "OC", "SA"};

constexpr double kEarthRadiusKm = 6371.0;
constexpr double kRadians = std::numbers::pi / 180;

double squared_sine(double radians) {
  const double sine = std::sin(radians);
  return sine * sine;
}

using FactsByIndex = std::array<const CountryFacts*, Country::kCount>;

FactsByIndex index_facts() {
  FactsByIndex facts{};
  for (const CountryFacts& row : country_table()) facts[row.country.index()] = &row;
  return facts;
}

}  // namespace

std::string_view Country::code() const {
  return known() ? std::string_view(&kCodes[std::size_t{2} * index_], 2) : std::string_view();
}

std::string_view to_string(Continent continent) {
  return kContinents[static_cast<std::size_t>(continent)];
}

std::optional<Continent> parse_continent(std::string_view code) {
  for (std::size_t i = 1; i < kContinents.size(); ++i)
    if (kContinents[i] == code) return static_cast<Continent>(i);
  return std::nullopt;
}

const CountryFacts* facts_of(Country country) {
  static const FactsByIndex kFacts = index_facts();
  return kFacts[country.index()];
}

// The haversine formula: exact enough for neighbours, clamped against rounding for antipodes.
double distance_km(const Coordinates& a, const Coordinates& b) {
  const double chord = squared_sine((b.latitude - a.latitude) * kRadians / 2) +
                       std::cos(a.latitude * kRadians) * std::cos(b.latitude * kRadians) *
                           squared_sine((b.longitude - a.longitude) * kRadians / 2);
  return 2 * kEarthRadiusKm * std::asin(std::sqrt(std::clamp(chord, 0.0, 1.0)));
}

}  // namespace meridian::geo
