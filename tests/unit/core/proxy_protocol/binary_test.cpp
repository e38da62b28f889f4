// Version 2: H10.
#include <gtest/gtest.h>

#include "core/proxy_protocol/crc32c.hpp"
#include "samples.hpp"

namespace meridian::proxy_protocol {
namespace {

Refusal refusal_of(std::string_view bytes) {
  const Parsed parsed = parse(bytes);
  EXPECT_EQ(parsed.state, State::refused);
  return parsed.refusal;
}

bool accepted(std::string_view bytes) {
  return parse(bytes).state == State::complete;
}

TEST(ParseBinary, H10GivesTheAddressesOfTheRelayedConnection) {
  for (const int family : {0x11, 0x12}) {
    const Parsed v4 = parse(binary(0x21, family, kInetBlock));
    EXPECT_EQ(v4.header.version, Version::v2);
    EXPECT_EQ(v4.header.command, Command::proxy);
    EXPECT_EQ(v4.header.addresses,
              (Addresses{endpoint("192.0.2.1", 56324), endpoint("198.51.100.7", 443)}));
  }
  for (const int family : {0x21, 0x22}) {
    const Parsed v6 = parse(binary(0x21, family, kInet6Block));
    EXPECT_EQ(v6.header.addresses,
              (Addresses{endpoint("2001:db8::1", 56324), endpoint("2001:db8::2", 443)}));
  }
}

TEST(ParseBinary, H10LocalLeavesTheTransportsAddressesWhateverFollows) {
  for (const std::string& rest :
       {std::string(), kInetBlock, std::string("x"), std::string(300, '\xff')}) {
    for (const int family : {0x00, 0x11, 0x21, 0xff}) {
      const Parsed parsed = parse(binary(0x20, family, rest));
      EXPECT_EQ(parsed.state, State::complete);
      EXPECT_EQ(parsed.bytes, kFixedBytes + rest.size());
      EXPECT_EQ(parsed.header.command, Command::local);
      EXPECT_FALSE(parsed.header.addresses.has_value());
    }
  }
}

TEST(ParseBinary, H10UnspecAndUnixLeaveTheTransportsAddresses) {
  for (const int family : {0x00, 0x01, 0x02, 0x10, 0x20, 0x30}) {
    const Parsed parsed = parse(binary(0x21, family, "anything"));
    EXPECT_EQ(parsed.state, State::complete) << family;
    EXPECT_EQ(parsed.bytes, kFixedBytes + 8) << family;
    EXPECT_FALSE(parsed.header.addresses.has_value()) << family;
  }
  for (const int family : {0x31, 0x32}) {
    const Parsed parsed = parse(binary(0x21, family, std::string(216, 'x')));
    EXPECT_EQ(parsed.state, State::complete) << family;
    EXPECT_FALSE(parsed.header.addresses.has_value()) << family;
    EXPECT_EQ(refusal_of(binary(0x21, family, std::string(215, 'x'))), Refusal::length) << family;
  }
}

TEST(ParseBinary, H10OnlyVersionTwoAndTwoCommandsAreKnown) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string header = binary(byte, 0x11, kInetBlock);
    if (byte == 0x20 || byte == 0x21) {
      EXPECT_TRUE(accepted(header));
      continue;
    }
    const Refusal wanted = byte >> 4 == 2 ? Refusal::command : Refusal::version;
    EXPECT_EQ(refusal_of(header), wanted) << byte;
    EXPECT_EQ(refusal_of(header.substr(0, kSignature.size() + 1)), wanted) << byte;
  }
}

TEST(ParseBinary, H10OnlyTheFamiliesAndTransportsOfTheListAreKnown) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string header = binary(0x21, byte, std::string(216, '\0'));
    const bool listed = byte >> 4 <= 3 && (byte & 15) <= 2;
    if (listed)
      EXPECT_TRUE(accepted(header)) << byte;
    else
      EXPECT_EQ(refusal_of(header), Refusal::family) << byte;
  }
}

TEST(ParseBinary, H10ShorterThanItsAddressesIsRefused) {
  for (std::size_t size = 0; size < 12; ++size)
    EXPECT_EQ(refusal_of(binary(0x21, 0x11, kInetBlock.substr(0, size))), Refusal::length) << size;
  for (std::size_t size = 0; size < 36; ++size)
    EXPECT_EQ(refusal_of(binary(0x21, 0x21, kInet6Block.substr(0, size))), Refusal::length) << size;
}

TEST(ParseBinary, H10ExtensionsFillTheHeaderExactly) {
  const auto with = [](const std::string& extensions) {
    return binary(0x21, 0x11, kInetBlock + extensions);
  };
  EXPECT_TRUE(accepted(with(tlv(1, "h2") + tlv(0xee, "") + tlv(0x20, std::string(90, 'x')))));
  for (const std::string& overrun :
       {std::string("\x04", 1), std::string("\x04\x00", 2), std::string("\x04\x00\x01", 3),
        std::string("\x04\xff\xff"), tlv(4, "abc").substr(0, 5), tlv(4, "abc") + "x",
        tlv(4, "") + tlv(5, "id").substr(0, 4)})
    EXPECT_EQ(refusal_of(with(overrun)), Refusal::extension);
}

TEST(ParseBinary, H10AChecksumThatIsThereMustBeRight) {
  std::string header =
      binary(0x21, 0x11, kInetBlock + tlv(3, std::string(4, '\0')) + tlv(2, "example.com"));
  const std::size_t at = kFixedBytes + 12 + 3;
  const std::uint32_t crc = crc32c_with_zeros(header, at);
  for (std::size_t i = 0; i < 4; ++i) header[at + i] = static_cast<char>(crc >> (24 - 8 * i));
  EXPECT_TRUE(accepted(header));
  for (std::size_t i = kFixedBytes; i < header.size(); ++i) {
    if (i == at - 3) continue;  // its type: without one nothing is checked
    std::string changed = header;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(accepted(changed)) << i;
  }
  header[at] = static_cast<char>(header[at] ^ 1);
  EXPECT_EQ(refusal_of(header), Refusal::checksum);
  EXPECT_EQ(refusal_of(binary(0x21, 0x11, kInetBlock + tlv(3, "abc"))), Refusal::extension);
}

}  // namespace
}  // namespace meridian::proxy_protocol
