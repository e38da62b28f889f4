// What one worker knows of the clients it serves: a fixed number of entries, one for each client
// network that is in use. An entry that says nothing (no connection, no request, a full bucket) may
// be taken by another network at any time, so nothing has to be removed and no news is lost. A
// network finds its entry among the kWays that its hash names; where all of these are in use it is
// judged by the entry that all such newcomers share, which stands for kOverflowClients of them.
// Memory is allocated by the constructor only. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/traffic/token_bucket.hpp"

namespace meridian::traffic {

struct ClientPrefixes {
  int v4 = 32;
  int v6 = 64;
  IpAddress network_of(const IpAddress& client) const {
    return client.masked(client.is_v4() ? v4 + 96 : v6);
  }
};

class ClientTable {
 public:
  // An entry. Stays valid as long as its holder counts in it a connection or a request.
  enum class Slot : std::uint32_t { none = 0xffff'ffff };

  static constexpr std::size_t kWays = 16;
  static constexpr std::uint32_t kOverflowClients = 64;

  // `entries` is rounded up to a power of two. `seed`: a random number, so that nobody can choose
  // addresses that meet.
  ClientTable(std::size_t entries, std::uint64_t seed);

  // The entry of `network`, an unused one made its own, or the overflow entry. Never none.
  Slot find(const IpAddress& network, Instant now);

  // False: there are `max` already, and this one is not counted.
  bool begin_connection(Slot slot, std::uint32_t max) {
    return begin(at(slot).connections, slot, max);
  }
  void end_connection(Slot slot) { --at(slot).connections; }
  bool begin_request(Slot slot, std::uint32_t max) { return begin(at(slot).requests, slot, max); }
  void end_request(Slot slot) { --at(slot).requests; }
  // As TokenBucket::take.
  nanoseconds take_token(Slot slot, const Rate& rate, Instant now);

  bool is_overflow(Slot slot) const { return index_of(slot) + 1 == entries_.size(); }
  std::uint32_t connections(Slot slot) const { return entries_[index_of(slot)].connections; }
  std::uint32_t requests(Slot slot) const { return entries_[index_of(slot)].requests; }

 private:
  struct Entry {
    IpAddress network;
    TokenBucket bucket;
    std::uint32_t connections = 0;
    std::uint32_t requests = 0;
    bool unused(Instant now) const { return connections == 0 && requests == 0 && bucket.full(now); }
  };
  static std::size_t index_of(Slot slot) { return static_cast<std::size_t>(slot); }
  Entry& at(Slot slot) { return entries_[index_of(slot)]; }
  bool begin(std::uint32_t& count, Slot slot, std::uint32_t max) const;

  std::vector<Entry> entries_;  // the last one is the overflow entry
  std::size_t mask_;
  std::uint64_t seed_;
};

}  // namespace meridian::traffic
