#include <gtest/gtest.h>

#include "meridian/core/base/ip_address.hpp"

namespace meridian {
namespace {

IpAddress ip(std::string_view text) {
  return IpAddress::parse(text).value();
}

CidrMap::Entry entry(std::string_view cidr, std::uint32_t value) {
  return {Cidr::parse(cidr).value(), value};
}

TEST(Cidr, ParsesNetworksOfBothFamiliesAndWritesThemBack) {
  for (const char* text : {"192.0.2.0/24", "0.0.0.0/0", "10.1.2.3/32", "2001:db8::/32", "::/0"})
    EXPECT_EQ(Cidr::parse(text).value().to_string(), text);
}

TEST(Cidr, TakesABareAddressAsTheNetworkOfOne) {
  EXPECT_EQ(Cidr::parse("192.0.2.7").value().to_string(), "192.0.2.7/32");
  EXPECT_EQ(Cidr::parse("2001:db8::1").value().to_string(), "2001:db8::1/128");
}

TEST(Cidr, RefusesHostBitsBadLengthsAndNoise) {
  for (const char* text : {"192.0.2.1/24", "2001:db8::1/32", "192.0.2.0/33", "::/129", "192.0.2.0/",
                           "192.0.2.0/-1", "192.0.2.0/24/8", "/24", "", "host/24", "192.0.2.0/ 24"})
    EXPECT_FALSE(Cidr::parse(text)) << text;
}

TEST(Cidr, ContainsItsFirstAndLastAddressAndNoNeighbour) {
  const Cidr net = Cidr::parse("192.0.2.64/26").value();
  EXPECT_TRUE(net.contains(ip("192.0.2.64")));
  EXPECT_TRUE(net.contains(ip("192.0.2.127")));
  EXPECT_FALSE(net.contains(ip("192.0.2.63")));
  EXPECT_FALSE(net.contains(ip("192.0.2.128")));
}

TEST(Cidr, AllOfIpv4HoldsNoIpv6Address) {
  const Cidr all_v4 = Cidr::parse("0.0.0.0/0").value();
  EXPECT_TRUE(all_v4.contains(ip("255.255.255.255")));
  EXPECT_TRUE(all_v4.contains(ip("::ffff:1.2.3.4")));
  EXPECT_FALSE(all_v4.contains(ip("2001:db8::1")));
}

TEST(CidrMap, FindsTheLongestPrefixWhateverTheOrderGiven) {
  const CidrMap map({entry("10.0.0.0/8", 1), entry("10.1.2.0/24", 3), entry("10.1.0.0/16", 2)});
  EXPECT_EQ(map.find(ip("10.1.2.3")), 3u);
  EXPECT_EQ(map.find(ip("10.1.9.9")), 2u);
  EXPECT_EQ(map.find(ip("10.9.9.9")), 1u);
  EXPECT_EQ(map.find(ip("11.0.0.1")), std::nullopt);
}

TEST(CidrMap, OfEqualNetworksTheLastOneWins) {
  const CidrMap map({entry("10.0.0.0/8", 1), entry("192.0.2.0/24", 9), entry("10.0.0.0/8", 2)});
  EXPECT_EQ(map.find(ip("10.0.0.1")), 2u);
}

TEST(CidrMap, KeepsFamiliesApart) {
  const CidrMap map({entry("2001:db8::/32", 6), entry("0.0.0.0/0", 4)});
  EXPECT_EQ(map.find(ip("2001:db8:1::")), 6u);
  EXPECT_EQ(map.find(ip("8.8.8.8")), 4u);
  EXPECT_FALSE(map.contains(ip("2001:db9::")));
}

TEST(CidrMap, EmptyHoldsNothing) {
  EXPECT_TRUE(CidrMap{}.empty());
  EXPECT_FALSE(CidrMap{}.contains(ip("127.0.0.1")));
  EXPECT_FALSE(CidrMap({entry("127.0.0.0/8", 0)}).empty());
}

}  // namespace
}  // namespace meridian
