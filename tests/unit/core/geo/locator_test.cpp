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

TEST(Locator, EndsAtTheEdgesOfItsNetworksAndOfTheSpace) {
  const Locator locator(
      {tagged("0.0.0.0/8", "a"), tagged("255.255.255.255", "b"), tagged("10.255.0.0/16", "c"),
       tagged("11.0.0.0/32", "d"), tagged("ff00::/8", "e"), tagged("::/128", "f")},
      NameTable({"a", "b", "c", "d", "e", "f"}), {});
  const auto tag_of = [&](std::string_view text) {
    const ResolvedOverride* found = locator.find_override(ip(text));
    return found == nullptr ? std::string("-") : *found->tag;
  };
  EXPECT_EQ(tag_of("0.0.0.0"), "a");
  EXPECT_EQ(tag_of("0.255.255.255"), "a");
  EXPECT_EQ(tag_of("1.0.0.0"), "-");
  EXPECT_EQ(tag_of("10.254.255.255"), "-");
  EXPECT_EQ(tag_of("10.255.0.0"), "c");
  EXPECT_EQ(tag_of("10.255.255.255"), "c");
  EXPECT_EQ(tag_of("11.0.0.0"), "d");
  EXPECT_EQ(tag_of("11.0.0.1"), "-");
  EXPECT_EQ(tag_of("255.255.255.255"), "b");
  EXPECT_EQ(tag_of("::1:0:0:0"), "-");
  EXPECT_EQ(tag_of("::"), "f");
  EXPECT_EQ(tag_of("::1"), "-");
  EXPECT_EQ(tag_of("feff:ffff::1"), "-");
  EXPECT_EQ(tag_of("ff02::1"), "e");
  EXPECT_EQ(tag_of("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "e");
}

TEST(Locator, OfEqualNetworksTheLaterOneAddsToTheEarlier) {
  const Locator locator({in_country("10.0.0.0/8", "DE"), tagged("10.0.0.0/8", "x")},
                        NameTable({"x"}), {});
  EXPECT_EQ(locator.find_override(ip("10.0.0.1"))->country, Country::parse("DE"));
  EXPECT_EQ(locator.find_override(ip("10.0.0.1"))->tag, "x");
  EXPECT_EQ(locator.find_override(ip("11.0.0.0")), nullptr);
}

// Against the definition: the narrowest of the networks that hold the address.
TEST(Locator, FindsWhatASearchThroughAllOfThemFinds) {
  std::mt19937_64 random(13);
  for (int world = 0; world < 200; ++world) {
    std::vector<Override> overrides;
    for (std::size_t i = random() % 12; i > 0; --i) {
      const int bits = static_cast<int>(random() % 129);
      const auto few_bits = static_cast<std::uint32_t>(random() & 0xc00000c3);
      overrides.push_back({.cidr = {IpAddress::v4(few_bits).masked(bits), bits}});
    }
    const Locator locator(overrides, {}, {});
    for (int i = 0; i < 200; ++i) {
      const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(random() & 0xc10000c3));
      const Override* narrowest = nullptr;
      for (const Override& entry : overrides)
        if (entry.cidr.contains(address) &&
            (narrowest == nullptr || entry.cidr.bits > narrowest->cidr.bits))
          narrowest = &entry;
      const ResolvedOverride* found = locator.find_override(address);
      ASSERT_EQ(found == nullptr, narrowest == nullptr);
      if (found != nullptr) {
        ASSERT_EQ(found->cidr, narrowest->cidr);
      }
    }
  }
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
