#include "service/proxy/place_cache.hpp"

#include "meridian/core/base/limits.hpp"

namespace meridian::proxy {

PlaceCache::PlaceCache() : entries_(limits::kPlaceCacheEntries) {}

const geo::Place& PlaceCache::find(const IpAddress& address, const Snapshot& snapshot) {
  Entry& entry = entries_[hash_of(address) % entries_.size()];
  if (entry.generation != snapshot.place_generation || entry.address != address) {
    const geo::GeoRecord record =
        snapshot.geo != nullptr ? snapshot.geo->lookup(address) : geo::GeoRecord{};
    entry.place = geo::place_of(address, record, snapshot.view->locator);
    entry.address = address;
    entry.generation = snapshot.place_generation;
  }
  return entry.place;
}

}  // namespace meridian::proxy
