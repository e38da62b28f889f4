#include "meridian/core/geo/routable.hpp"

#include <gtest/gtest.h>

namespace meridian::geo {
namespace {

bool routable(std::string_view text) {
  return is_globally_routable(IpAddress::parse(text).value());
}

TEST(GloballyRoutable, OrdinaryAddressesAre) {
  for (const char* text : {"1.1.1.1",         "9.255.255.255", "11.0.0.0",        "80.128.0.1",
                           "100.63.255.255",  "100.128.0.0",   "126.255.255.255", "128.0.0.0",
                           "169.253.255.255", "169.255.0.0",   "172.15.255.255",  "172.32.0.0",
                           "192.0.1.0",       "192.0.3.0",     "192.167.255.255", "192.169.0.0",
                           "198.17.255.255",  "198.20.0.0",    "223.255.255.255", "2001:200::1",
                           "2001:db7:ffff::", "2001:db9::",    "2003:e1::7",      "2400:cb00::1",
                           "2600::",          "2a00:1450::1",  "3ffe::1"})
    EXPECT_TRUE(routable(text)) << text;
}

TEST(GloballyRoutable, SpecialIpv4IsNot) {
  for (const char* text :
       {"0.0.0.0",         "0.255.255.255",  "10.0.0.0",        "10.255.255.255", "100.64.0.0",
        "100.127.255.255", "127.0.0.1",      "169.254.169.254", "172.16.0.0",     "172.31.255.255",
        "192.0.0.1",       "192.0.2.255",    "192.88.99.1",     "192.168.0.0",    "192.168.255.255",
        "198.18.0.0",      "198.19.255.255", "198.51.100.7",    "203.0.113.7",    "224.0.0.1",
        "239.255.255.255", "240.0.0.0",      "255.255.255.255"})
    EXPECT_FALSE(routable(text)) << text;
}

TEST(GloballyRoutable, SpecialIpv6IsNot) {
  for (const char* text : {"::",
                           "::1",
                           "::2",
                           "::1.2.3.4",
                           "64:ff9b:1::1",
                           "100::",
                           "100:0:0:1::1",
                           "2001::1",
                           "2001:2::1",
                           "2001:10::1",
                           "2001:1ff:ffff::",
                           "2001:db8::1",
                           "3fff::1",
                           "3fff:fff:ffff::",
                           "4000::",
                           "5f00::1",
                           "fc00::",
                           "fdff::1",
                           "fe80::1",
                           "fec0::1",
                           "ff02::1"})
    EXPECT_FALSE(routable(text)) << text;
}

TEST(GloballyRoutable, ExceptionsInsideSpecialBlocksAre) {
  for (const char* text : {"192.0.0.9", "192.0.0.10", "2001:1::1", "2001:1::2", "2001:1::3",
                           "2001:3::1", "2001:4:112::1", "2001:20::1", "2001:30::1"})
    EXPECT_TRUE(routable(text)) << text;
  EXPECT_FALSE(routable("2001:1::4"));
  EXPECT_FALSE(routable("2001:4:113::1"));
}

TEST(GloballyRoutable, MappedAddressesAreJudgedAsIpv4) {
  EXPECT_TRUE(routable("::ffff:80.128.0.1"));
  EXPECT_FALSE(routable("::ffff:10.0.0.1"));
}

TEST(GloballyRoutable, TranslatedAddressesAreJudgedByTheIpv4TheyCarry) {
  EXPECT_TRUE(routable("64:ff9b::80.128.0.1"));
  EXPECT_FALSE(routable("64:ff9b::10.0.0.1"));
  EXPECT_FALSE(routable("64:ff9b::1:80.128.0.1"));
  EXPECT_TRUE(routable("2002:5080:1::1"));
  EXPECT_FALSE(routable("2002:a00:1::1"));
}

}  // namespace
}  // namespace meridian::geo
