// Version 1: H10.
#include <gtest/gtest.h>

#include "meridian/core/base/limits.hpp"
#include "samples.hpp"

namespace meridian::proxy_protocol {
namespace {

Refusal refusal_of_line(std::string_view bytes) {
  const Parsed parsed = parse(bytes);
  EXPECT_EQ(parsed.state, State::refused) << bytes;
  return parsed.refusal;
}

TEST(ParseLine, H10GivesTheAddressesOfTheRelayedConnection) {
  const Parsed v4 = parse("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n");
  EXPECT_EQ(v4.header.version, Version::v1);
  EXPECT_EQ(v4.header.command, Command::proxy);
  EXPECT_EQ(v4.header.addresses,
            (Addresses{endpoint("192.0.2.1", 56324), endpoint("198.51.100.7", 443)}));
  const Parsed v6 = parse("PROXY TCP6 2001:DB8::1 2001:db8:0:0:0:0:0:2 0 65535\r\n");
  EXPECT_EQ(v6.header.addresses,
            (Addresses{endpoint("2001:db8::1", 0), endpoint("2001:db8::2", 65535)}));
}

TEST(ParseLine, H10UnknownLeavesTheTransportsAddresses) {
  for (const char* line :
       {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN \r\n", "PROXY UNKNOWN 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY UNKNOWN \x01\xff ?\r\n"}) {
    const Parsed parsed = parse(line);
    EXPECT_EQ(parsed.state, State::complete) << line;
    EXPECT_FALSE(parsed.header.addresses.has_value()) << line;
  }
}

TEST(ParseLine, H10TheLineEndsWithinItsLimit) {
  std::string longest = "PROXY UNKNOWN ";
  longest.resize(limits::kProxyLineBytesMax - 2, 'x');
  EXPECT_EQ(parse(longest + "\r\n").bytes, limits::kProxyLineBytesMax);
  EXPECT_EQ(refusal_of_line(longest + "x\r\n"), Refusal::too_long);
  EXPECT_EQ(refusal_of_line(longest + "xx"), Refusal::too_long);
  EXPECT_EQ(refusal_of_line(longest + "xxx\r\n"), Refusal::too_long);
}

TEST(ParseLine, H10EndsInCrlfAndNothingElse) {
  for (const char* line :
       {"PROXY UNKNOWN\n", "PROXY UNKNOWN\rx", "PROXY UNKNOWN\r\r\n", "PROXY UNKNOWN a\nb\r\n",
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\n", "PROXY\r\n", "PROXYTCP4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY\tTCP4 1.2.3.4 5.6.7.8 1 2\r\n"})
    EXPECT_EQ(refusal_of_line(line), Refusal::syntax) << line;
}

TEST(ParseLine, H10NamesAFamilyOfTheList) {
  for (const char* line :
       {"PROXY \r\n", "PROXY  TCP4 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY tcp4 1.2.3.4 5.6.7.8 1 2\r\n",
        "PROXY TCP5 ::1 ::1 1 2\r\n", "PROXY UDP4 1.2.3.4 5.6.7.8 1 2\r\n", "PROXY UNKNOWNX\r\n",
        "PROXY TCP\r\n", "PROXY TCP44 1.2.3.4 5.6.7.8 1 2\r\n"})
    EXPECT_EQ(refusal_of_line(line), Refusal::family) << line;
}

TEST(ParseLine, H10HasOneSpaceBetweenTwoAddressesAndTwoPorts) {
  for (const char* words :
       {"TCP4", "TCP4 ", "TCP4 1.2.3.4", "TCP4 1.2.3.4 5.6.7.8", "TCP4 1.2.3.4 5.6.7.8 1",
        "TCP4 1.2.3.4 5.6.7.8 1 ", "TCP4 1.2.3.4 5.6.7.8 1 2 ", "TCP4 1.2.3.4 5.6.7.8 1 2 3",
        "TCP4  1.2.3.4 5.6.7.8 1 2", "TCP4 1.2.3.4  5.6.7.8 1 2", "TCP4 1.2.3.4 5.6.7.8  1 2",
        "TCP4 1.2.3.4 5.6.7.8 1  2", "TCP4\t1.2.3.4 5.6.7.8 1 2"})
    EXPECT_NE(refusal_of_line("PROXY " + std::string(words) + "\r\n"), Refusal::none) << words;
}

TEST(ParseLine, H10AddressesAreThoseOfTheFamilyInCanonicalForm) {
  for (const char* address :
       {"01.2.3.4", "1.2.3.04", "1.2.3", "1.2.3.4.5", "256.2.3.4", "1.2.3.-4", "0x1.2.3.4", "1",
        "::1", "::ffff:1.2.3.4", "localhost", "1.2.3.4:80", "[1.2.3.4]", "1.2.3.4/32"}) {
    const std::string text(address);
    EXPECT_EQ(refusal_of_line("PROXY TCP4 " + text + " 5.6.7.8 1 2\r\n"), Refusal::address) << text;
    EXPECT_EQ(refusal_of_line("PROXY TCP4 5.6.7.8 " + text + " 1 2\r\n"), Refusal::address) << text;
  }
  for (const char* address :
       {"1.2.3.4", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g",
        "fe80::1%eth0", "[::1]", ":", "::1.2.3", "1:2:3:4:5:6:7:8::"}) {
    const std::string text(address);
    EXPECT_EQ(refusal_of_line("PROXY TCP6 " + text + " ::1 1 2\r\n"), Refusal::address) << text;
    EXPECT_EQ(refusal_of_line("PROXY TCP6 ::1 " + text + " 1 2\r\n"), Refusal::address) << text;
  }
}

TEST(ParseLine, H10PortsAreDecimalWithoutLeadingZeros) {
  for (const char* port :
       {"00", "080", "65536", "99999999999999999999", "-1", "+1", "0x50", "8o", "http", "1.0"}) {
    const std::string text(port);
    EXPECT_EQ(refusal_of_line("PROXY TCP4 1.2.3.4 5.6.7.8 " + text + " 2\r\n"), Refusal::address)
        << text;
    EXPECT_EQ(refusal_of_line("PROXY TCP4 1.2.3.4 5.6.7.8 1 " + text + "\r\n"), Refusal::address)
        << text;
  }
}

TEST(ParseLine, H10ANulEndsNothing) {
  EXPECT_EQ(refusal_of_line({"PROXY TCP4 1.2.3.4\0 5.6.7.8 1 2\r\n", 34}), Refusal::address);
  EXPECT_EQ(refusal_of_line({"PROXY TCP4 1.2.3.4 5.6.7.8 1 2\0\r\n", 34}), Refusal::address);
  EXPECT_EQ(refusal_of_line({"PROXY UNKNOWN\0\r\n", 16}), Refusal::family);
}

}  // namespace
}  // namespace meridian::proxy_protocol
