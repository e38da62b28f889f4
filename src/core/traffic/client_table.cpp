#include "meridian/core/traffic/client_table.hpp"

#include <algorithm>
#include <bit>

#include "meridian/core/base/hash.hpp"

namespace meridian::traffic {

ClientTable::ClientTable(std::size_t entries, std::uint64_t seed)
    : entries_(std::bit_ceil(std::max(entries, kWays)) + 1),
      mask_(entries_.size() - 2),
      seed_(seed) {}

ClientTable::Slot ClientTable::find(const IpAddress& network, Instant now) {
  const std::size_t first = combine64(seed_, hash_of(network));
  std::size_t free = entries_.size() - 1;
  for (std::size_t way = kWays; way-- > 0;) {
    const std::size_t i = (first + way) & mask_;
    const Entry& entry = entries_[i];
    if (entry.network == network) return static_cast<Slot>(i);
    if (entry.unused(now)) free = i;
  }
  Entry& entry = entries_[free];
  // The overflow entry is nobody's own: it goes on with what its clients did.
  if (free + 1 != entries_.size()) entry = {network, {}, 0, 0};
  return static_cast<Slot>(free);
}

nanoseconds ClientTable::take_token(Slot slot, const Rate& rate, Instant now) {
  if (!is_overflow(slot)) return at(slot).bucket.take(rate, now);
  const Rate many{std::max(rate.interval / kOverflowClients, nanoseconds{1}),
                  rate.burst * kOverflowClients};
  return at(slot).bucket.take(many, now);
}

bool ClientTable::begin(std::uint32_t& count, Slot slot, std::uint32_t max) const {
  const std::uint64_t bound = std::uint64_t{max} * (is_overflow(slot) ? kOverflowClients : 1);
  if (count >= bound) return false;
  ++count;
  return true;
}

}  // namespace meridian::traffic
