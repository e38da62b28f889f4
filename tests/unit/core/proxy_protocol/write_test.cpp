#include <gtest/gtest.h>

#include "samples.hpp"

namespace meridian::proxy_protocol {
namespace {

const Addresses kInetPair{endpoint("192.0.2.1", 56324), endpoint("198.51.100.7", 443)};
const Addresses kInet6Pair{endpoint("2001:db8::1", 56324), endpoint("2001:db8::2", 443)};
const Addresses kMixedPair{endpoint("192.0.2.1", 1), endpoint("2001:db8::2", 0)};

TEST(WriteHeader, WritesTheLinesOfTheSpecification) {
  EXPECT_EQ(write({Version::v1, Command::proxy, kInetPair}),
            "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n");
  EXPECT_EQ(write({Version::v1, Command::proxy, kInet6Pair}),
            "PROXY TCP6 2001:db8::1 2001:db8::2 56324 443\r\n");
  EXPECT_EQ(write({Version::v1, Command::proxy, kMixedPair}),
            "PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 0\r\n");
  EXPECT_EQ(write({Version::v1, Command::proxy, {}}), "PROXY UNKNOWN\r\n");
  EXPECT_EQ(write({Version::v1, Command::local, {}}), "PROXY UNKNOWN\r\n");
}

TEST(WriteHeader, WritesTheBytesOfTheSpecification) {
  EXPECT_EQ(write({Version::v2, Command::proxy, kInetPair}), binary(0x21, 0x11, kInetBlock));
  EXPECT_EQ(write({Version::v2, Command::proxy, kInet6Pair}), binary(0x21, 0x21, kInet6Block));
  EXPECT_EQ(write({Version::v2, Command::proxy, {}}), binary(0x21, 0x00, ""));
  EXPECT_EQ(write({Version::v2, Command::local, {}}), binary(0x20, 0x00, ""));
  EXPECT_EQ(write({Version::v2, Command::local, kInetPair}), binary(0x20, 0x00, ""));
}

TEST(WriteHeader, WhatIsWrittenIsParsedToTheSame) {
  for (const Version version : {Version::v1, Version::v2})
    for (const Addresses& addresses : {kInetPair, kInet6Pair, kMixedPair}) {
      const std::string bytes = write({version, Command::proxy, addresses});
      const Parsed parsed = parse(bytes);
      EXPECT_EQ(parsed.bytes, bytes.size());
      EXPECT_EQ(parsed.header.version, version);
      EXPECT_EQ(parsed.header.addresses, addresses);
    }
}

}  // namespace
}  // namespace meridian::proxy_protocol
