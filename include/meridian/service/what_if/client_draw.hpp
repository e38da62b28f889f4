// Clients drawn by a seed, for simulations without a log.
#pragma once

#include <cstdint>
#include <optional>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/geo/routable.hpp"

namespace meridian::what_if {

// Draws that may miss for each that hits: the database of a test knows a few networks only.
inline constexpr std::uint64_t kDrawsPerClientMax = 5000;

struct DrawnClient {
  IpAddress address;
  std::uint64_t request_key = 0;
};

// Draw `number` of the seed; nothing: an address that no client has.
inline std::optional<DrawnClient> draw_client(std::uint64_t seed, std::uint64_t number) {
  const std::uint64_t random = combine64(seed, number);
  const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(random >> 32));
  if (!geo::is_globally_routable(address)) return std::nullopt;
  return DrawnClient{address, mix64(random)};
}

}  // namespace meridian::what_if
