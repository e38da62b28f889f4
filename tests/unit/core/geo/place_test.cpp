#include "meridian/core/geo/place.hpp"

#include <gtest/gtest.h>

#include <random>

namespace meridian::geo {
namespace {

const IpAddress kPublic = IpAddress::parse("80.128.0.1").value();
const IpAddress kPrivate = IpAddress::parse("10.1.2.3").value();

Country country(std::string_view code) {
  return Country::parse(code).value();
}

GeoRecord german() {
  return {country("DE"), Continent::EU, "BY", Coordinates{48.1, 11.6}, 3320};
}

Override override_of(std::string_view cidr) {
  Override entry;
  entry.cidr = Cidr::parse(cidr).value();
  return entry;
}

Locator with(Override entry) {
  NameTable tags(entry.tag ? std::vector{*entry.tag} : std::vector<std::string>{});
  return {{std::move(entry)}, std::move(tags), NameTable({"DE-BY", "US-CA"})};
}

TEST(PlaceOf, TakesWhatTheDatabaseSays) {
  const Locator locator({}, {}, NameTable({"DE-BY"}));
  const Place place = place_of(kPublic, german(), locator);
  EXPECT_EQ(place.country, country("DE"));
  EXPECT_EQ(place.continent, Continent::EU);
  EXPECT_EQ(locator.subdivisions().name(place.subdivision), "DE-BY");
  EXPECT_TRUE(place.subdivision_known);
  EXPECT_EQ(place.asn, 3320u);
  EXPECT_EQ(place.coordinates, (Coordinates{48.1, 11.6}));
  EXPECT_TRUE(place.located);
  EXPECT_EQ(place.source, PlaceSource::database);
}

TEST(PlaceOf, CompletesACountryByItsContinentAndCentroid) {
  const Place place = place_of(kPublic, {.country = country("SG")}, Locator());
  EXPECT_EQ(place.continent, Continent::AS);
  EXPECT_TRUE(place.located);
  EXPECT_EQ(place.coordinates, facts_of(country("SG"))->centroid);
  EXPECT_FALSE(place.subdivision_known);
}

TEST(PlaceOf, NothingKnownIsUnknownAndNotTheGulfOfGuinea) {
  const Place place = place_of(kPublic, {}, Locator());
  EXPECT_EQ(place.source, PlaceSource::unknown);
  EXPECT_FALSE(place.country.known());
  EXPECT_FALSE(place.located);
}

TEST(PlaceOf, ACodeThatIsNoCountryHasNoCoordinates) {
  const Place place = place_of(kPublic, {.country = country("ZZ")}, Locator());
  EXPECT_EQ(place.country, country("ZZ"));
  EXPECT_FALSE(place.located);
  EXPECT_EQ(place.continent, Continent::unknown);
}

TEST(PlaceOf, AContinentAloneIsKept) {
  const Place place = place_of(kPublic, {.continent = Continent::EU}, Locator());
  EXPECT_EQ(place.continent, Continent::EU);
  EXPECT_FALSE(place.located);
  EXPECT_EQ(place.source, PlaceSource::database);
}

TEST(PlaceOf, AnAutonomousSystemAloneIsNoPlace) {
  const Place place = place_of(kPublic, {.asn = 3320}, Locator());
  EXPECT_EQ(place.asn, 3320u);
  EXPECT_EQ(place.source, PlaceSource::unknown);
}

TEST(PlaceOf, ASubdivisionWithoutANameInTheConfigIsKnownAllTheSame) {
  for (const char* text : {"HH", "ABCD", "Bayern und mehr als jede ISO-Kennung"}) {
    GeoRecord record = german();
    record.subdivision = text;
    const Place place = place_of(kPublic, record, Locator({}, {}, NameTable({"DE-BY"})));
    EXPECT_EQ(place.subdivision, 0) << text;
    EXPECT_TRUE(place.subdivision_known) << text;
  }
}

TEST(PlaceOf, OverrideTagDoesNotHideCountry) {
  Override entry = override_of("80.128.0.0/12");
  entry.tag = "partner";
  const Locator locator = with(entry);
  const Place place = place_of(kPublic, german(), locator);
  EXPECT_EQ(locator.tags().name(place.tag), "partner");
  EXPECT_EQ(place.country, country("DE"));
  EXPECT_TRUE(place.subdivision_known);
  EXPECT_EQ(place.asn, 3320u);
  EXPECT_EQ(place.source, PlaceSource::database);
}

TEST(PlaceOf, OverrideCountryMovesToItsCentroidAndContinent) {
  Override entry = override_of("80.128.0.0/12");
  entry.country = country("US");
  const Place place = place_of(kPublic, german(), with(entry));
  EXPECT_EQ(place.country, country("US"));
  EXPECT_EQ(place.continent, Continent::NA);
  EXPECT_EQ(place.coordinates, facts_of(country("US"))->centroid);
  EXPECT_EQ(place.subdivision, 0);
  EXPECT_FALSE(place.subdivision_known);
  EXPECT_EQ(place.asn, 3320u);
  EXPECT_EQ(place.source, PlaceSource::override_);
}

TEST(PlaceOf, OverrideOfTheSameCountryKeepsWhatIsFiner) {
  Override entry = override_of("80.128.0.0/12");
  entry.country = country("DE");
  const Place place = place_of(kPublic, german(), with(entry));
  EXPECT_EQ(place.coordinates, (Coordinates{48.1, 11.6}));
  EXPECT_NE(place.subdivision, 0);
}

TEST(PlaceOf, OverrideCoordinatesWinOverTheCentroid) {
  Override entry = override_of("80.128.0.0/12");
  entry.country = country("US");
  entry.coordinates = Coordinates{37.4, -122.1};
  EXPECT_EQ(place_of(kPublic, german(), with(entry)).coordinates, (Coordinates{37.4, -122.1}));
}

TEST(PlaceOf, OverrideSubdivisionBringsItsCountry) {
  Override entry = override_of("80.128.0.0/12");
  entry.subdivision = "US-CA";
  const Locator locator = with(entry);
  const Place place = place_of(kPublic, german(), locator);
  EXPECT_EQ(locator.subdivisions().name(place.subdivision), "US-CA");
  EXPECT_EQ(place.country, country("US"));
}

TEST(PlaceOf, ReservedAddressesAreNowhereWhateverTheDatabaseSays) {
  for (const char* text : {"10.0.0.1", "127.0.0.1", "192.0.2.1", "::1", "fe80::1", "2001:db8::1",
                           "::ffff:192.168.0.1"}) {
    const Place place = place_of(IpAddress::parse(text).value(), german(), Locator());
    EXPECT_EQ(place.source, PlaceSource::reserved_address) << text;
    EXPECT_FALSE(place.country.known()) << text;
    EXPECT_FALSE(place.located) << text;
    EXPECT_FALSE(place.subdivision_known) << text;
    EXPECT_EQ(place.asn, 0u) << text;
  }
}

TEST(PlaceOf, AnOverrideGivesAReservedAddressAPlace) {
  Override entry = override_of("10.0.0.0/8");
  entry.country = country("SG");
  const Place place = place_of(kPrivate, {}, with(entry));
  EXPECT_EQ(place.country, country("SG"));
  EXPECT_TRUE(place.located);
  EXPECT_EQ(place.source, PlaceSource::override_);
}

TEST(PlaceOf, ATagAloneLeavesAReservedAddressNowhere) {
  Override entry = override_of("10.0.0.0/8");
  entry.tag = "office";
  const Place place = place_of(kPrivate, {}, with(entry));
  EXPECT_NE(place.tag, 0);
  EXPECT_EQ(place.source, PlaceSource::reserved_address);
}

// Random records and overrides: the invariants that the stages after locate rely on.
TEST(PlaceOf, KeepsItsInvariantsInRandomWorlds) {
  std::mt19937_64 random(3);
  const auto any = [&](std::uint64_t below) { return random() % below; };
  for (int i = 0; i < 20000; ++i) {
    const auto pick_country = [&] {
      return country(
          std::string{static_cast<char>('A' + any(26)), static_cast<char>('A' + any(26))});
    };
    GeoRecord record;
    if (any(4) != 0) record.country = pick_country();
    if (any(2) != 0) record.subdivision = "CA";
    if (any(2) != 0) record.coordinates = Coordinates{12, 34};
    Override entry = override_of(any(2) != 0 ? "0.0.0.0/0" : "80.0.0.0/8");
    if (any(2) != 0) entry.country = pick_country();
    if (any(2) != 0) entry.tag = "t";
    if (any(4) == 0) entry.coordinates = Coordinates{56, 78};
    const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(random()));
    const Place place = place_of(address, record, with(entry));

    const CountryFacts* facts = facts_of(place.country);
    if (facts != nullptr) {
      EXPECT_TRUE(place.located);
      EXPECT_EQ(place.continent, facts->continent);
    }
    if (place.subdivision != 0) {
      EXPECT_TRUE(place.subdivision_known && place.country.known());
    }
    const bool said = entry.cidr.contains(address);
    if (said && entry.country) {
      EXPECT_EQ(place.country, *entry.country);
    } else {
      EXPECT_EQ(place.country, is_globally_routable(address) ? record.country : Country());
    }
    EXPECT_EQ(place.tag != 0, said && entry.tag.has_value());
    if (!place.located) {
      EXPECT_EQ(place.coordinates, Coordinates{});
    }
  }
}

}  // namespace
}  // namespace meridian::geo
