#include "meridian/io/mmdb/geo_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/io/mmdb/files.hpp"

namespace meridian::mmdb {
namespace {

TEST(GeoDatabase, JoinsPlacesAndNetworkNumbers) {
  const auto database = GeoDatabase::open({generated("city"), generated("asn")});
  ASSERT_TRUE(database.has_value());
  const geo::GeoRecord record = (*database)->lookup(ip("80.128.0.1"));
  EXPECT_EQ(record.country.code(), "DE");
  EXPECT_EQ(record.asn, 3320u);
  EXPECT_EQ((*database)->built(), (*database)->places().built());
}

TEST(GeoDatabase, TakesNetworkNumbersOfThePlacesWhereThereIsNoSecondFile) {
  const auto database = GeoDatabase::open({generated("flat"), ""});
  ASSERT_TRUE(database.has_value());
  EXPECT_EQ((*database)->lookup(ip("80.128.0.1")).asn, 3320u);
}

TEST(GeoDatabase, NamesTheFileOfTheTwoThatIsBad) {
  const auto database = GeoDatabase::open({generated("city"), generated("country")});
  ASSERT_TRUE(database.has_error());
  EXPECT_THAT(database.error().context, testing::HasSubstr("country.mmdb: holds no network"));
  EXPECT_TRUE(GeoDatabase::open({"", ""}).has_error());
}

}  // namespace
}  // namespace meridian::mmdb
