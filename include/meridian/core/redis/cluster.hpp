// Redis Cluster: which slot a key is in, and who serves it. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/reply.hpp"

namespace meridian::redis {

inline constexpr std::size_t kClusterNodesMax = 64;  // that are remembered

// Of the part in the first {..}, where there is one that is not empty; else of the whole key.
std::uint16_t slot_of(std::string_view key);

struct ClusterNodes {
  std::optional<Address> owner;  // the master of the slot; nothing: nobody serves it
  std::vector<Address> nodes;    // all that are named, masters first
};
// What CLUSTER SLOTS answers. Nothing: it is no such answer.
std::optional<ClusterNodes> read_slots(const Reply& reply, std::uint16_t slot,
                                       const Address& asked);

}  // namespace meridian::redis
