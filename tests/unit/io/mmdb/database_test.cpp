#include "meridian/io/mmdb/database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <chrono>

#include "tests/unit/io/mmdb/files.hpp"

namespace meridian::mmdb {
namespace {

using testing::HasSubstr;

Database opened(const std::string& name, Contents contents = Contents::countries) {
  auto database = Database::open(generated(name), contents);
  if (database.has_error()) ADD_FAILURE() << database.error().context;
  return std::move(*database);
}

Error loading_error(const std::string& path, Contents contents = Contents::countries) {
  const auto database = Database::open(path, contents);
  EXPECT_TRUE(database.has_error()) << path;
  return database.has_error() ? database.error() : Error{};
}

TEST(Database, ReadsTheNestedLayoutOfACityDatabase) {
  const Database city = opened("city");
  const geo::GeoRecord german = city.lookup(ip("80.128.0.1"));
  EXPECT_EQ(german.country.code(), "DE");
  EXPECT_EQ(german.continent, geo::Continent::EU);
  EXPECT_EQ(german.subdivision, "BY");  // the outermost of its two
  EXPECT_EQ(german.coordinates, (geo::Coordinates{48.1, 11.6}));
  EXPECT_EQ(german.asn, 0u);
  EXPECT_EQ(city.lookup(ip("2a00:1450::1")).subdivision, "L");
  EXPECT_EQ(city.type(), "Test-City");
}

TEST(Database, ReadsTheNestedLayoutOfACountryDatabase) {
  const Database countries = opened("country");
  const geo::GeoRecord record = countries.lookup(ip("12.34.56.78"));
  EXPECT_EQ(record.country.code(), "US");
  EXPECT_EQ(record.continent, geo::Continent::NA);
  EXPECT_EQ(record.subdivision, "");
  EXPECT_FALSE(record.coordinates);
}

TEST(Database, ReadsTheFlatLayout) {
  const Database flat = opened("flat");
  EXPECT_EQ(flat.lookup(ip("80.128.0.1")).country.code(), "DE");
  EXPECT_EQ(flat.lookup(ip("80.128.0.1")).asn, 3320u);
  EXPECT_EQ(flat.lookup(ip("80.128.0.1")).continent, geo::Continent::EU);
  EXPECT_EQ(flat.lookup(ip("12.0.0.1")).coordinates, (geo::Coordinates{37.5, -97.5}));
  EXPECT_EQ(flat.lookup(ip("165.21.0.1")).asn, 0u);
  EXPECT_EQ(flat.lookup(ip("2a00:1450::1")).country.code(), "IE");
}

TEST(Database, ReadsNetworkNumbers) {
  const Database networks = opened("asn", Contents::networks);
  EXPECT_EQ(networks.lookup(ip("80.128.0.1")).asn, 3320u);
  EXPECT_EQ(networks.lookup(ip("12.0.0.1")).asn, 7018u);
  EXPECT_EQ(networks.lookup(ip("81.0.0.1")).asn, 0u);
}

TEST(Database, SaysNothingOfAddressesItDoesNotHave) {
  const Database city = opened("city");
  for (const char* text :
       {"1.1.1.1", "80.127.255.255", "80.144.0.0", "2a00:1451::1", "::", "::1"}) {
    const geo::GeoRecord record = city.lookup(ip(text));
    EXPECT_FALSE(record.country.known()) << text;
    EXPECT_EQ(record.continent, geo::Continent::unknown) << text;
    EXPECT_FALSE(record.coordinates) << text;
  }
}

TEST(Database, WhereANetworkIsRegisteredIsNotWhereItIs) {
  const geo::GeoRecord record = opened("city").lookup(ip("185.1.0.1"));
  EXPECT_FALSE(record.country.known());
  EXPECT_EQ(record.continent, geo::Continent::EU);
  EXPECT_EQ(opened("flat").lookup(ip("185.1.0.1")).continent, geo::Continent::EU);
}

TEST(Database, CoordinatesThatAreNoPointOfTheEarthAreDropped) {
  const geo::GeoRecord record = opened("city").lookup(ip("90.0.0.1"));
  EXPECT_EQ(record.country.code(), "FR");
  EXPECT_FALSE(record.coordinates);
}

TEST(Database, MappedAddressesAreLookedUpAsIpv4) {
  EXPECT_EQ(opened("flat").lookup(ip("::ffff:80.128.0.1")).country.code(), "DE");
}

TEST(Database, AnIpv4TreeKnowsNoIpv6) {
  const Database v4 = opened("v4");
  EXPECT_FALSE(v4.knows_ipv6());
  EXPECT_EQ(v4.lookup(ip("80.128.0.1")).country.code(), "DE");
  EXPECT_FALSE(v4.lookup(ip("2a00:1450::1")).country.known());
  EXPECT_TRUE(opened("flat").knows_ipv6());
}

TEST(Database, TellsWhenItWasBuilt) {
  const auto now = std::chrono::system_clock::now();
  const WallTime built = opened("flat").built();
  EXPECT_LT(built, now + std::chrono::hours(1));
  EXPECT_GT(built, now - std::chrono::hours(24 * 3650));
}

TEST(Database, OutlivesWhatHappensToItsFile) {
  const Folder folder;
  folder.overwrite("db", bytes_of(generated("city")));
  const auto database = Database::open(folder.path("db"), Contents::countries);
  ASSERT_TRUE(database.has_value());
  std::filesystem::resize_file(folder.path("db"), 0);
  EXPECT_EQ(database->lookup(ip("80.128.0.1")).subdivision, "BY");
  std::filesystem::remove(folder.path("db"));
  EXPECT_EQ(database->lookup(ip("12.0.0.1")).subdivision, "CA");
}

TEST(Database, IsTheSameFromBytesInMemory) {
  const std::string bytes = bytes_of(generated("flat"));
  const auto database = Database::from_bytes(as_bytes(bytes), "memory", Contents::countries);
  ASSERT_TRUE(database.has_value());
  EXPECT_EQ(database->lookup(ip("12.0.0.1")).country.code(), "US");
}

TEST(DatabaseError, NamesTheFileAndTheRemedy) {
  for (const std::string& path : {generated("v6only"), std::string("/dev/null/db"),
                                  std::string("/no/such.mmdb"), generated("names")}) {
    const Error error = loading_error(path);
    EXPECT_THAT(error.context, HasSubstr(path + ": "));
    EXPECT_EQ(error.source, ErrorSource::file);
    EXPECT_FALSE(error.retryable);
  }
  EXPECT_THAT(loading_error("/no/such.mmdb").context, HasSubstr("geoip/update"));
  EXPECT_EQ(loading_error("/no/such.mmdb").code, ErrorCode::not_found);
}

TEST(DatabaseError, ADatabaseOfAnotherKindIsRefused) {
  EXPECT_THAT(loading_error(generated("asn")).context,
              HasSubstr("holds no countries (it is a \"Test-ASN\")"));
  EXPECT_THAT(loading_error(generated("names")).context, HasSubstr("holds no countries"));
  EXPECT_THAT(loading_error(generated("country"), Contents::networks).context,
              HasSubstr("holds no network numbers"));
  EXPECT_THAT(loading_error(generated("v6only")).context, HasSubstr("holds no IPv4 addresses"));
}

TEST(DatabaseError, WhatIsNoFileIsRefusedWithoutWaiting) {
  const Folder folder;
  ASSERT_EQ(::mkfifo(folder.path("pipe").c_str(), 0600), 0);
  EXPECT_THAT(loading_error(folder.path("pipe")).context, HasSubstr("not a regular file"));
  EXPECT_THAT(loading_error(folder.path("")).context, HasSubstr("not a regular file"));
  EXPECT_THAT(loading_error("/dev/zero").context, HasSubstr("not a regular file"));
}

}  // namespace
}  // namespace meridian::mmdb
