// Countries and continents as small numbers, and the fixed table of what is known of each country.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace meridian::geo {

// ISO 3166-1 alpha-2. 0 is "unknown"; any two letters are a value, so no table can grow.
class Country {
 public:
  static constexpr std::uint16_t kCount = 26 * 26 + 1;

  constexpr Country() = default;
  static constexpr std::optional<Country> parse(std::string_view text) {
    if (text.size() != 2) return std::nullopt;
    const int a = letter(text[0]);
    const int b = letter(text[1]);
    if (a < 0 || b < 0) return std::nullopt;
    return Country(static_cast<std::uint16_t>(1 + a * 26 + b));
  }
  static constexpr Country from_index(std::uint16_t index) { return Country(index); }  // < kCount
  constexpr bool known() const { return index_ != 0; }
  constexpr std::uint16_t index() const { return index_; }  // < kCount
  // Two upper-case letters with static storage; "" where unknown.
  std::string_view code() const;
  constexpr auto operator<=>(const Country&) const = default;

 private:
  explicit constexpr Country(std::uint16_t index) : index_(index) {}
  static constexpr int letter(char c) {
    if (c >= 'a' && c <= 'z') return c - 'a';
    return c >= 'A' && c <= 'Z' ? c - 'A' : -1;
  }
  std::uint16_t index_ = 0;
};

enum class Continent : std::uint8_t { unknown, AF, AN, AS, EU, NA, OC, SA };

std::string_view to_string(Continent continent);  // "AF".. ; "" where unknown
std::optional<Continent> parse_continent(std::string_view code);

struct Coordinates {
  double latitude = 0;   // degrees, north positive
  double longitude = 0;  // degrees, east positive
  bool operator==(const Coordinates&) const = default;
};

// Great-circle distance on a sphere of 6371.0 km.
double distance_km(const Coordinates& a, const Coordinates& b);

struct CountryFacts {
  Country country;
  Continent continent;
  Coordinates centroid;
  bool eu;   // in the European Union: members, and their territories where its law applies
  bool eea;  // in the European Economic Area: the Union and IS, LI, NO
};

// Null for codes that are no country. ISO 3166-1 and XK (Kosovo) are.
const CountryFacts* facts_of(Country country);

}  // namespace meridian::geo
