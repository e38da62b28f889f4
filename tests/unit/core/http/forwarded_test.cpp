#include "meridian/core/http/forwarded.hpp"

#include "parsed.hpp"

namespace meridian::http {
namespace {

CidrMap trusted() {
  std::vector<CidrMap::Entry> entries;
  for (const char* const text : {"10.0.0.0/8", "127.0.0.0/8", "fd00::/8"})
    entries.push_back({*Cidr::parse(text), 1});
  return CidrMap(std::move(entries));
}

std::string client_of(const char* peer, const std::string& lines) {
  const ParsedRequest parsed(get_with(lines));
  EXPECT_EQ(parsed.result.state, HeadState::complete) << lines;
  return client_address(*IpAddress::parse(peer), parsed.head.fields, trusted()).to_string();
}

std::string xff(const std::string& value) {
  return "X-Forwarded-For: " + value + "\r\n";
}

TEST(ClientAddress, H9WalksFromTheRightOverTrustedAddresses) {
  struct {
    const char* peer;
    std::string lines;
    const char* client;
  } const table[] = {
      {"203.0.113.9", xff("198.51.100.1"), "203.0.113.9"},
      {"10.0.0.1", "", "10.0.0.1"},
      {"10.0.0.1", xff(""), "10.0.0.1"},
      {"10.0.0.1", xff("198.51.100.1"), "198.51.100.1"},
      {"10.0.0.1", xff("192.0.2.7, 198.51.100.1"), "198.51.100.1"},
      {"10.0.0.1", xff("192.0.2.7, 198.51.100.1, 10.9.9.9"), "198.51.100.1"},
      {"10.0.0.1", xff("192.0.2.7") + xff("10.2.2.2"), "192.0.2.7"},
      {"10.0.0.1", xff("10.3.3.3, 10.2.2.2"), "10.3.3.3"},
      {"10.0.0.1", xff("198.51.100.1:4711"), "198.51.100.1"},
      {"10.0.0.1", xff("2001:db8::7"), "2001:db8::7"},
      {"10.0.0.1", xff("[2001:db8::7]"), "2001:db8::7"},
      {"10.0.0.1", xff("[2001:db8::7]:4711"), "2001:db8::7"},
      {"10.0.0.1", xff("\"[2001:db8::7]:4711\""), "2001:db8::7"},
      {"10.0.0.1", xff("::ffff:198.51.100.1"), "198.51.100.1"},
      {"::ffff:10.0.0.1", xff("198.51.100.1"), "198.51.100.1"},
      {"fd00::1", xff("198.51.100.1,,\t 10.0.0.2 ,"), "198.51.100.1"},
  };
  for (const auto& row : table) EXPECT_EQ(client_of(row.peer, row.lines), row.client) << row.lines;
}

TEST(ClientAddress, H9WhatIsNoAddressEndsTheWalk) {
  for (const char* const entry : {"unknown", "_hidden", "1.2.3", "1.2.3.4.5", "[::1", "[::1]x",
                                  "[]", "fe80::1%eth0", "\"", ":", "a:b", "999.1.1.1"}) {
    EXPECT_EQ(client_of("10.0.0.1", xff(std::string("192.0.2.7, ") + entry)), "10.0.0.1") << entry;
    EXPECT_EQ(client_of("10.0.0.1", xff(std::string(entry) + ", 10.5.5.5")), "10.5.5.5") << entry;
  }
}

TEST(ClientAddress, H9LooksAtABoundedNumberOfEntries) {
  std::string value = "192.0.2.7";
  for (std::size_t i = 1; i < limits::kForwardedAddressesMax; ++i) value += ", 10.0.0.1";
  EXPECT_EQ(client_of("10.0.0.1", xff(value)), "192.0.2.7");
  EXPECT_EQ(client_of("10.0.0.1", xff(value + ", 10.0.0.1")), "10.0.0.1");
}

TEST(ClientAddress, H9ALongHeaderIsWalked) {
  EXPECT_EQ(client_of("10.0.0.1", xff("192.0.2.7" + std::string(16 * 1024, ','))), "10.0.0.1");
}

TEST(ClientAddress, H7UnderscoreSpellingIsNotRead) {
  EXPECT_EQ(client_of("10.0.0.1", "X_Forwarded_For: 198.51.100.1\r\n"), "10.0.0.1");
}

}  // namespace
}  // namespace meridian::http
