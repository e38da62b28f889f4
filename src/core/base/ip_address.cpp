#include "meridian/core/base/ip_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian {

namespace {

constexpr std::array<std::uint8_t, 12> kV4Prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::size_t kTextMax = 45;

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress address;
  std::copy(kV4Prefix.begin(), kV4Prefix.end(), address.bytes_.begin());
  for (int i = 0; i < 4; ++i)
    address.bytes_[static_cast<std::size_t>(12 + i)] =
        static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16>& bytes) {
  IpAddress address;
  address.bytes_ = bytes;
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char buffer[kTextMax + 1];
  if (text.empty() || text.size() > kTextMax || text.find('\0') != text.npos) return std::nullopt;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET6, buffer, bytes.data()) == 1) return v6(bytes);
  std::uint32_t network_order = 0;
  if (inet_pton(AF_INET, buffer, &network_order) == 1) return v4(ntohl(network_order));
  return std::nullopt;
}

bool IpAddress::is_v4() const {
  return std::equal(kV4Prefix.begin(), kV4Prefix.end(), bytes_.begin());
}

std::uint32_t IpAddress::v4_bits() const {
  std::uint32_t bits = 0;
  for (std::size_t i = 12; i < 16; ++i) bits = bits << 8 | bytes_[i];
  return bits;
}

IpAddress IpAddress::masked(int bits) const {
  MERIDIAN_CHECK(bits >= 0 && bits <= 128);
  IpAddress result;
  const auto whole = static_cast<std::size_t>(bits / 8);
  std::copy_n(bytes_.begin(), whole, result.bytes_.begin());
  if (bits % 8 != 0)
    result.bytes_[whole] = static_cast<std::uint8_t>(bytes_[whole] & (0xff00 >> (bits % 8)));
  return result;
}

std::size_t IpAddress::write_to(char* out) const {
  char buffer[INET6_ADDRSTRLEN];
  const char* text = nullptr;
  if (is_v4())
    text = inet_ntop(AF_INET, bytes_.data() + 12, buffer, sizeof buffer);
  else
    text = inet_ntop(AF_INET6, bytes_.data(), buffer, sizeof buffer);
  MERIDIAN_CHECK(text != nullptr);
  const std::size_t length = std::strlen(text);
  std::memcpy(out, text, length);
  return length;
}

std::string IpAddress::to_string() const {
  char buffer[kTextMax];
  return {buffer, write_to(buffer)};
}

std::uint64_t hash_of(const IpAddress& address) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    high = high << 8 | address.bytes()[i];
    low = low << 8 | address.bytes()[i + 8];
  }
  return combine64(high, low);
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.npos) return Cidr{*address, 128};
  const auto length = parse_decimal(text.substr(slash + 1));
  const bool written_as_v4 = text.find(':') == text.npos;
  if (!length || *length > (written_as_v4 ? 32u : 128u)) return std::nullopt;
  const Cidr cidr{*address, static_cast<int>(*length) + (written_as_v4 ? 96 : 0)};
  if (cidr.network.masked(cidr.bits) != cidr.network) return std::nullopt;
  return cidr;
}

std::string Cidr::to_string() const {
  const bool v4 = network.is_v4() && bits >= 96;
  return network.to_string() + "/" + std::to_string(v4 ? bits - 96 : bits);
}

CidrMap::CidrMap(std::vector<Entry> entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.cidr.bits != b.cidr.bits ? a.cidr.bits > b.cidr.bits : a.cidr.network < b.cidr.network;
  });
  for (const Entry& entry : entries) {
    if (levels_.empty() || levels_.back().bits != entry.cidr.bits)
      levels_.push_back({entry.cidr.bits, {}});
    auto& networks = levels_.back().networks;
    if (!networks.empty() && networks.back().first == entry.cidr.network)
      networks.back().second = entry.value;
    else
      networks.emplace_back(entry.cidr.network, entry.value);
  }
}

std::optional<std::uint32_t> CidrMap::find(const IpAddress& address) const {
  for (const Level& level : levels_) {
    const IpAddress key = address.masked(level.bits);
    const auto at = std::lower_bound(
        level.networks.begin(), level.networks.end(), key,
        [](const auto& network, const IpAddress& wanted) { return network.first < wanted; });
    if (at != level.networks.end() && at->first == key) return at->second;
  }
  return std::nullopt;
}

}  // namespace meridian
