#include "meridian/core/geo/locator.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace meridian::geo {
namespace {

IpAddress ip(std::string_view text) {
  return IpAddress::parse(text).value();
}

Override over(std::string_view cidr) {
  Override entry;
  entry.cidr = Cidr::parse(cidr).value();
  return entry;
}

Override tagged(std::string_view cidr, std::string tag) {
  Override entry = over(cidr);
  entry.tag = std::move(tag);
  return entry;
}

Override in_country(std::string_view cidr, std::string_view country) {
  Override entry = over(cidr);
  entry.country = Country::parse(country);
  return entry;
}

TEST(Locator, FindsTheNarrowestNetwork) {
  const Locator locator({tagged("10.0.0.0/8", "a"), tagged("10.1.0.0/16", "b")},
                        NameTable({"a", "b"}), {});
  EXPECT_EQ(locator.find_override(ip("10.2.0.1"))->tag, "a");
  EXPECT_EQ(locator.find_override(ip("10.1.0.1"))->tag, "b");
  EXPECT_EQ(locator.find_override(ip("11.0.0.1")), nullptr);
  EXPECT_EQ(Locator().find_override(ip("10.0.0.1")), nullptr);
}

TEST(Locator, KnowsTagsAndSubdivisionsByNumber) {
  Override entry = tagged("10.0.0.0/8", "lab");
  entry.subdivision = "US-CA";
  const Locator locator({entry}, NameTable({"lab"}), NameTable({"US-CA", "US-NY"}));
  const ResolvedOverride* found = locator.find_override(ip("10.0.0.1"));
  EXPECT_EQ(locator.tags().name(found->tag_id), "lab");
  EXPECT_EQ(locator.subdivisions().name(found->subdivision_id), "US-CA");
}

TEST(Locator, AnInnerNetworkTakesOverWhatItLeavesOpen) {
  Override outer = in_country("10.0.0.0/8", "DE");
  outer.asn = 64500;
  outer.coordinates = Coordinates{52.5, 13.4};
  const Locator locator({tagged("10.1.0.0/16", "lab"), outer, over("10.1.2.0/24")},
                        NameTable({"lab"}), {});
  const ResolvedOverride* inner = locator.find_override(ip("10.1.2.3"));
  EXPECT_EQ(inner->country, Country::parse("DE"));
  EXPECT_EQ(inner->asn, 64500u);
  EXPECT_EQ(inner->coordinates, (Coordinates{52.5, 13.4}));
  EXPECT_EQ(locator.tags().name(inner->tag_id), "lab");
}

TEST(Locator, AnInnerCountryDropsThePlacesOfTheOuterOne) {
  Override outer = in_country("10.0.0.0/8", "US");
  outer.subdivision = "US-CA";
  outer.continent = Continent::NA;
  outer.coordinates = Coordinates{37, -122};
  const Locator locator({outer, in_country("10.1.0.0/16", "FR")}, {}, NameTable({"US-CA"}));
  const ResolvedOverride* inner = locator.find_override(ip("10.1.0.1"));
  EXPECT_EQ(inner->country, Country::parse("FR"));
  EXPECT_FALSE(inner->subdivision);
  EXPECT_FALSE(inner->continent);
  EXPECT_FALSE(inner->coordinates);
}

TEST(Locator, ASubdivisionSetsItsCountry) {
  Override entry = over("10.0.0.0/8");
  entry.subdivision = "CA-QC";
  const Locator locator({entry}, {}, {});
  EXPECT_EQ(locator.find_override(ip("10.0.0.1"))->country, Country::parse("CA"));
}

TEST(Locator, NeighboursInheritNothingFromEachOther) {
  const Locator locator({in_country("10.0.0.0/16", "DE"), tagged("10.1.0.0/16", "x"),
                         in_country("2001:db8::/32", "FR"), tagged("2001:db9::/32", "x")},
                        NameTable({"x"}), {});
  EXPECT_FALSE(locator.find_override(ip("10.1.0.1"))->country);
  EXPECT_FALSE(locator.find_override(ip("2001:db9::1"))->country);
}

TEST(Locator, TheOrderOfOverridesDoesNotMatter) {
  std::mt19937_64 random(11);
  std::vector<Override> overrides;
  for (int bits = 0; bits <= 32; ++bits) {
    Override entry;
    entry.cidr = {ip("10.99.170.85").masked(96 + bits), 96 + bits};
    if (bits % 3 == 0) entry.tag = "t" + std::to_string(bits);
    if (bits % 5 == 0) entry.country = Country::parse(bits % 2 == 0 ? "DE" : "SG");
    if (bits % 7 == 0) entry.asn = static_cast<std::uint32_t>(bits + 1);
    overrides.push_back(entry);
  }
  const Locator straight(overrides, {}, {});
  for (int round = 0; round < 20; ++round) {
    std::shuffle(overrides.begin(), overrides.end(), random);
    const Locator shuffled(overrides, {}, {});
    for (int bits = 0; bits < 32; ++bits) {
      const std::uint32_t flip = 1u << (31 - bits);  // leaves the first `bits` bits as they are
      const IpAddress address = IpAddress::v4(ip("10.99.170.85").v4_bits() ^ flip);
      const ResolvedOverride* a = straight.find_override(address);
      const ResolvedOverride* b = shuffled.find_override(address);
      ASSERT_TRUE(a != nullptr && b != nullptr);
      EXPECT_EQ(a->cidr, b->cidr);
      EXPECT_EQ(a->cidr.bits, 96 + bits);
      EXPECT_EQ(a->tag, b->tag);
      EXPECT_EQ(a->country, b->country);
      EXPECT_EQ(a->asn, b->asn);
    }
  }
}

}  // namespace
}  // namespace meridian::geo
