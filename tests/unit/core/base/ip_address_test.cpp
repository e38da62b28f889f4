#include "meridian/core/base/ip_address.hpp"

#include <gtest/gtest.h>

namespace meridian {
namespace {

IpAddress address(std::string_view text) {
  return IpAddress::parse(text).value();
}

TEST(IpAddress, ParsesBothFamiliesAndWritesTheShortForm) {
  EXPECT_EQ(address("192.0.2.1").to_string(), "192.0.2.1");
  EXPECT_EQ(address("2001:0DB8:0:0:0:0:0:1").to_string(), "2001:db8::1");
  EXPECT_EQ(address("::").to_string(), "::");
  EXPECT_EQ(address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").to_string(),
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(IpAddress, RefusesWhatIsNotAPlainAddress) {
  using namespace std::string_view_literals;
  for (const auto text :
       {""sv, " 192.0.2.1"sv, "192.0.2.1 "sv, "192.0.2"sv, "192.0.2.256"sv, "192.0.2.1:80"sv,
        "[::1]"sv, "fe80::1%eth0"sv, ":::"sv, "1::2::3"sv, "localhost"sv, "192.0.2.1\0x"sv,
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"sv})
    EXPECT_FALSE(IpAddress::parse(text)) << text;
}

TEST(IpAddress, MappedFormIsTheIpv4Address) {
  EXPECT_EQ(address("::ffff:192.0.2.1"), address("192.0.2.1"));
  EXPECT_TRUE(address("::ffff:192.0.2.1").is_v4());
  EXPECT_FALSE(address("::192.0.2.1").is_v4());
}

TEST(IpAddress, V4KeepsHostOrder) {
  EXPECT_EQ(IpAddress::v4(0xc0000201), address("192.0.2.1"));
  EXPECT_EQ(address("192.0.2.1").v4_bits(), 0xc0000201u);
}

TEST(IpAddress, MaskKeepsExactlyTheFirstBits) {
  const IpAddress ones = address("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  EXPECT_EQ(ones.masked(0), address("::"));
  EXPECT_EQ(ones.masked(1), address("8000::"));
  EXPECT_EQ(ones.masked(31), address("ffff:fffe::"));
  EXPECT_EQ(ones.masked(32), address("ffff:ffff::"));
  EXPECT_EQ(ones.masked(128), ones);
  EXPECT_EQ(address("192.0.2.255").masked(96 + 25), address("192.0.2.128"));
}

TEST(IpAddressDeathTest, MaskOutsideTheAddressIsABug) {
  EXPECT_DEATH(static_cast<void>(IpAddress{}.masked(129)), "check failed");
  EXPECT_DEATH(static_cast<void>(IpAddress{}.masked(-1)), "check failed");
}

TEST(IpAddress, OneClientIsAnIpv4AddressOrAnIpv6Slash64) {
  EXPECT_EQ(address("192.0.2.1").client_key(), address("192.0.2.1"));
  EXPECT_EQ(address("2001:db8:1:2:3:4:5:6").client_key(), address("2001:db8:1:2::"));
}

TEST(IpAddress, LongestTextFitsTheDocumentedBuffer) {
  char text[45];
  const IpAddress longest = address("1234:5678:9abc:def0:1234:5678:9abc:def0");
  EXPECT_EQ(std::string_view(text, longest.write_to(text)), longest.to_string());
}

TEST(IpAddress, OrdersByBytes) {
  EXPECT_LT(address("10.0.0.255"), address("10.0.1.0"));
  EXPECT_LT(address("192.0.2.1"), address("2001:db8::"));
}

}  // namespace
}  // namespace meridian
