#include "meridian/core/redis/cluster.hpp"

#include <algorithm>

namespace meridian::redis {

namespace {

constexpr std::uint16_t kSlots = 16384;

// CRC-16/XMODEM, as the cluster specification asks for.
std::uint16_t crc16(std::string_view bytes) {
  std::uint32_t crc = 0;
  for (const char c : bytes) {
    crc ^= static_cast<std::uint32_t>(static_cast<unsigned char>(c)) << 8;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1;
    crc &= 0xffff;
  }
  return static_cast<std::uint16_t>(crc);
}

std::optional<Address> node_of(const Reply& node, const Address& asked) {
  if (node.type != Reply::Type::array || node.elements.size() < 2) return std::nullopt;
  return make_address(node.elements[0].text, node.elements[1].integer, asked);
}

bool is_range(const Reply& range) {
  return range.type == Reply::Type::array && range.elements.size() >= 3 &&
         range.elements[0].type == Reply::Type::integer &&
         range.elements[1].type == Reply::Type::integer;
}

void remember(std::vector<Address>& nodes, const Address& node) {
  if (nodes.size() < kClusterNodesMax && std::find(nodes.begin(), nodes.end(), node) == nodes.end())
    nodes.push_back(node);
}

}  // namespace

std::uint16_t slot_of(std::string_view key) {
  const std::size_t open = key.find('{');
  const std::size_t close = open == key.npos ? key.npos : key.find('}', open + 1);
  if (close != key.npos && close > open + 1) key = key.substr(open + 1, close - open - 1);
  return crc16(key) % kSlots;
}

std::optional<ClusterNodes> read_slots(const Reply& reply, std::uint16_t slot,
                                       const Address& asked) {
  if (reply.type != Reply::Type::array) return std::nullopt;
  ClusterNodes found;
  for (const Reply& range : reply.elements) {
    if (!is_range(range)) return std::nullopt;
    const auto master = node_of(range.elements[2], asked);
    if (!master) continue;
    remember(found.nodes, *master);
    if (range.elements[0].integer <= slot && slot <= range.elements[1].integer)
      found.owner = master;
  }
  for (const Reply& range : reply.elements)
    for (std::size_t i = 3; i < range.elements.size(); ++i)
      if (const auto replica = node_of(range.elements[i], asked)) remember(found.nodes, *replica);
  return found;
}

}  // namespace meridian::redis
