#include "meridian/core/geo/country.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace meridian::geo {
namespace {

std::vector<Country> all_countries() {
  std::vector<Country> all;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b)
      if (const auto country = Country::parse(std::string{a, b}); facts_of(*country) != nullptr)
        all.push_back(*country);
  return all;
}

const CountryFacts& facts(std::string_view code) {
  return *facts_of(Country::parse(code).value());
}

Coordinates random_point(std::mt19937_64& random) {
  std::uniform_real_distribution<double> latitude(-90, 90);
  std::uniform_real_distribution<double> longitude(-180, 180);
  return {latitude(random), longitude(random)};
}

TEST(Country, ReadsTwoLettersOfEitherCaseAndWritesUpperCase) {
  EXPECT_EQ(Country::parse("de").value().code(), "DE");
  EXPECT_EQ(Country::parse("AA").value().code(), "AA");
  EXPECT_EQ(Country::parse("ZZ").value().code(), "ZZ");
  EXPECT_EQ(Country::parse("zZ").value(), Country::parse("ZZ").value());
}

TEST(Country, RefusesEverythingElse) {
  for (const char* text : {"", "D", "DEU", "D1", "1D", " D", "D ", "\xc3\x84"})
    EXPECT_FALSE(Country::parse(text)) << text;
}

TEST(Country, EveryPairOfLettersHasAnIndexOfItsOwn) {
  std::vector<bool> seen(Country::kCount);
  for (char a = 'A'; a <= 'Z'; ++a) {
    for (char b = 'A'; b <= 'Z'; ++b) {
      const Country country = Country::parse(std::string{a, b}).value();
      ASSERT_LT(country.index(), Country::kCount);
      EXPECT_FALSE(seen[country.index()]);
      seen[country.index()] = true;
      EXPECT_EQ(country.code(), (std::string{a, b}));
    }
  }
}

TEST(Country, UnknownHasNoCodeAndNoFacts) {
  EXPECT_FALSE(Country().known());
  EXPECT_EQ(Country().code(), "");
  EXPECT_EQ(facts_of(Country()), nullptr);
}

TEST(Continent, CodesReadBack) {
  for (const char* code : {"AF", "AN", "AS", "EU", "NA", "OC", "SA"})
    EXPECT_EQ(to_string(parse_continent(code).value()), code);
  for (const char* code : {"", "XX", "eu", "EUR"}) EXPECT_FALSE(parse_continent(code)) << code;
  EXPECT_EQ(to_string(Continent::unknown), "");
}

TEST(CountryFacts, CoverTheCodesOfIso3166AndKosovo) {
  EXPECT_EQ(all_countries().size(), 249u + 1u);
  EXPECT_EQ(facts_of(Country::parse("ZZ").value()), nullptr);
  EXPECT_EQ(facts_of(Country::parse("EU").value()), nullptr);
  EXPECT_EQ(facts_of(Country::parse("UK").value()), nullptr);
}

TEST(CountryFacts, EveryRowIsComplete) {
  for (const Country country : all_countries()) {
    const CountryFacts& row = *facts_of(country);
    EXPECT_EQ(row.country, country);
    EXPECT_NE(row.continent, Continent::unknown) << country.code();
    EXPECT_LE(std::abs(row.centroid.latitude), 90) << country.code();
    EXPECT_LE(std::abs(row.centroid.longitude), 180) << country.code();
    EXPECT_TRUE(row.eea || !row.eu) << country.code();
  }
}

TEST(CountryFacts, TheUnionHasItsMembersAndTheirTerritories) {
  std::string eu;
  std::string only_eea;
  for (const Country country : all_countries()) {
    const CountryFacts& row = *facts_of(country);
    if (row.eu) eu.append(row.country.code()).append(" ");
    if (row.eea && !row.eu) only_eea.append(row.country.code()).append(" ");
  }
  EXPECT_EQ(
      eu,
      "AT AX BE BG CY CZ DE DK EE ES FI FR GF GP GR HR HU IE IT LT LU LV MF MQ MT NL PL PT RE "
      "RO SE SI SK YT ");
  EXPECT_EQ(only_eea, "IS LI NO ");
}

TEST(CountryFacts, NeighboursAreNearAndAntipodesFar) {
  EXPECT_LT(distance_km(facts("BE").centroid, facts("NL").centroid), 250);
  EXPECT_LT(distance_km(facts("FJ").centroid, facts("TO").centroid), 900);  // over the date line
  EXPECT_GT(distance_km(facts("ES").centroid, facts("NZ").centroid), 19000);
}

TEST(Distance, AgreesWithPublishedOnes) {
  const Coordinates paris{48.8566, 2.3522};
  const Coordinates new_york{40.7128, -74.0060};
  const Coordinates sydney{-33.8688, 151.2093};
  EXPECT_NEAR(distance_km(paris, new_york), 5837, 5);
  EXPECT_NEAR(distance_km(paris, sydney), 16960, 15);
  EXPECT_NEAR(distance_km({90, 0}, {-90, 77}), 20015.1, 0.1);
  EXPECT_NEAR(distance_km({0, 179.5}, {0, -179.5}), 111.19, 0.01);
}

TEST(Distance, IsAMetricOnTheSphere) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 10000; ++i) {
    const Coordinates a = random_point(random);
    const Coordinates b = random_point(random);
    const Coordinates c = random_point(random);
    EXPECT_NEAR(distance_km(a, a), 0, 1e-9);
    EXPECT_NEAR(distance_km(a, b), distance_km(b, a), 1e-9);
    EXPECT_LE(distance_km(a, b), 20015.2);
    EXPECT_LE(distance_km(a, c), distance_km(a, b) + distance_km(b, c) + 1e-6);
  }
}

}  // namespace
}  // namespace meridian::geo
