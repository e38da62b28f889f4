// The places of the addresses seen last, so that requests behind a trusted proxy do not each pay
// for a database lookup. Direct-mapped: a colliding address simply takes the slot. One worker.
#pragma once

#include <cstdint>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/geo/place.hpp"
#include "meridian/service/proxy/snapshot.hpp"

namespace meridian::proxy {

class PlaceCache {
 public:
  PlaceCache();
  const geo::Place& find(const IpAddress& address, const Snapshot& snapshot);

 private:
  struct Entry {
    IpAddress address;
    std::uint64_t generation = 0;  // Snapshot::place_generation; 0: empty
    geo::Place place;
  };
  std::vector<Entry> entries_;
};

}  // namespace meridian::proxy
