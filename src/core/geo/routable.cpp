#include "meridian/core/geo/routable.hpp"

#include <array>

namespace meridian::geo {

namespace {

struct Block4 {
  std::uint32_t network;
  int bits;
  bool routable;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// iana-ipv4-special-registry and multicast; the first that holds the address decides.
constexpr auto kBlocks4 = std::to_array<Block4>({
    {v4(0, 0, 0, 0), 8, false},        // this network
    {v4(10, 0, 0, 0), 8, false},       // private
    {v4(100, 64, 0, 0), 10, false},    // shared by carriers
    {v4(127, 0, 0, 0), 8, false},      // loopback
    {v4(169, 254, 0, 0), 16, false},   // link-local
    {v4(172, 16, 0, 0), 12, false},    // private
    {v4(192, 0, 0, 9), 32, true},      // PCP anycast
    {v4(192, 0, 0, 10), 32, true},     // TURN anycast
    {v4(192, 0, 0, 0), 24, false},     // IETF protocols
    {v4(192, 0, 2, 0), 24, false},     // documentation
    {v4(192, 88, 99, 0), 24, false},   // 6to4 relays, given up
    {v4(192, 168, 0, 0), 16, false},   // private
    {v4(198, 18, 0, 0), 15, false},    // benchmarking
    {v4(198, 51, 100, 0), 24, false},  // documentation
    {v4(203, 0, 113, 0), 24, false},   // documentation
    {v4(224, 0, 0, 0), 3, false},      // multicast, reserved, broadcast
});

constexpr bool is_routable4(std::uint32_t address) {
  for (const Block4& block : kBlocks4)
    if ((address ^ block.network) >> (32 - block.bits) == 0) return block.routable;
  return true;
}

struct Block6 {
  std::uint64_t network;  // the upper half of the address
  int bits;
  bool routable;
};

// iana-ipv6-special-registry, for the part of it that lies in global unicast.
constexpr auto kBlocks6 = std::to_array<Block6>({
    {0x2001'0003'0000'0000, 32, true},   // AMT
    {0x2001'0004'0112'0000, 48, true},   // AS112
    {0x2001'0020'0000'0000, 28, true},   // ORCHIDv2
    {0x2001'0030'0000'0000, 28, true},   // drone remote identification
    {0x2001'0000'0000'0000, 23, false},  // IETF protocols: Teredo, benchmarking, ORCHID
    {0x2001'0db8'0000'0000, 32, false},  // documentation
    {0x3fff'0000'0000'0000, 20, false},  // documentation
});

constexpr std::uint64_t kNat64 = 0x0064'ff9b'0000'0000;     // 64:ff9b::/96
constexpr std::uint64_t kAnycasts = 0x2001'0001'0000'0000;  // 2001:1::1 to 2001:1::3
constexpr std::uint64_t kGlobalUnicast = 0x2000'0000'0000'0000 >> 61;
constexpr std::uint64_t k6to4 = 0x2002;

std::uint64_t half_of(const IpAddress& address, std::size_t from) {
  std::uint64_t bits = 0;
  for (std::size_t i = from; i < from + 8; ++i) bits = bits << 8 | address.bytes()[i];
  return bits;
}

bool is_routable6(std::uint64_t high, std::uint64_t low) {
  if (high == kNat64) return low >> 32 == 0 && is_routable4(static_cast<std::uint32_t>(low));
  if (high >> 61 != kGlobalUnicast) return false;
  if (high >> 48 == k6to4) return is_routable4(static_cast<std::uint32_t>(high >> 16));
  if (high == kAnycasts) return low >= 1 && low <= 3;
  for (const Block6& block : kBlocks6)
    if ((high ^ block.network) >> (64 - block.bits) == 0) return block.routable;
  return true;
}

}  // namespace

bool is_globally_routable(const IpAddress& address) {
  if (address.is_v4()) return is_routable4(address.v4_bits());
  return is_routable6(half_of(address, 0), half_of(address, 8));
}

}  // namespace meridian::geo
