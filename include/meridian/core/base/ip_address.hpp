// IP addresses as values. IPv4 is held as IPv4-mapped IPv6, so that there is one comparison, one
// hash and one prefix rule; "::ffff:1.2.3.4" and "1.2.3.4" are the same address.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meridian {

class IpAddress {
 public:
  IpAddress() = default;  // "::"
  static IpAddress v4(std::uint32_t host_order);
  static IpAddress v6(const std::array<std::uint8_t, 16>& bytes);
  // Plain textual forms only: no brackets, no port, no zone.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  std::uint32_t v4_bits() const;  // host order; only where is_v4()
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  // The first `bits` of the 128 kept, the rest zero. For IPv4 add 96 to the IPv4 prefix length.
  IpAddress masked(int bits) const;
  std::string to_string() const;
  // Writes the text without a terminator, at most 45 characters; returns how many.
  std::size_t write_to(char* out) const;
  // What one client is for hashing and limits: IPv4 /32, IPv6 /64.
  IpAddress client_key() const { return is_v4() ? *this : masked(64); }

  auto operator<=>(const IpAddress&) const = default;

 private:
  std::array<std::uint8_t, 16> bytes_{};
};

std::uint64_t hash_of(const IpAddress& address);

struct IpEndpoint {
  IpAddress address;
  std::uint16_t port = 0;
  auto operator<=>(const IpEndpoint&) const = default;
};

// "192.0.2.0/24", "2001:db8::/32", or a bare address. Host bits must be zero.
struct Cidr {
  IpAddress network;
  int bits = 128;  // of 128: an IPv4 prefix length plus 96

  static std::optional<Cidr> parse(std::string_view text);
  bool contains(const IpAddress& address) const { return address.masked(bits) == network; }
  std::string to_string() const;
  auto operator<=>(const Cidr&) const = default;
};

// Longest-prefix match from networks to small numbers. Built once, read by many threads.
// Lookup tries each prefix length in use, longest first: one binary search per length.
class CidrMap {
 public:
  struct Entry {
    Cidr cidr;
    std::uint32_t value = 0;
  };
  CidrMap() = default;
  explicit CidrMap(std::vector<Entry> entries);  // of equal networks the last one wins
  std::optional<std::uint32_t> find(const IpAddress& address) const;
  bool contains(const IpAddress& address) const { return find(address).has_value(); }
  bool empty() const { return levels_.empty(); }

 private:
  struct Level {
    int bits;
    std::vector<std::pair<IpAddress, std::uint32_t>> networks;  // sorted by address
  };
  std::vector<Level> levels_;  // longest prefix first
};

}  // namespace meridian
