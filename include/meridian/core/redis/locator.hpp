// Which server to try next: the one that is named, the master that a Sentinel names, or the node of
// a cluster that has our slot. An attempt tries every candidate once; between attempts the caller
// waits. Pure.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "meridian/core/redis/address.hpp"
#include "meridian/core/redis/greeting.hpp"

namespace meridian::redis {

inline constexpr int kHopsMax = 8;  // of one attempt: a cluster that changes sends us around

struct Goal {
  Address address;
  bool sentinel = false;  // to be asked for the master
  bool operator==(const Goal&) const = default;
};

class Locator {
 public:
  // The server, the Sentinels, or some nodes of the cluster; not empty.
  Locator(Mode mode, std::vector<Address> named);

  Goal begin();
  // The last goal was of no use. Nothing: the attempt is over.
  std::optional<Goal> failed();
  // The last goal named somebody else. Nothing: too many did.
  std::optional<Goal> sent_to(const Address& address);
  void arrived();                                // the last goal serves
  void know(const std::vector<Address>& nodes);  // of the cluster
  // As MOVED tells it while there is a connection: where the next attempt begins.
  void prefer(const Address& address);

 private:
  void put_first(const Address& address);

  Mode mode_;
  std::vector<Address> named_;
  std::deque<Address> candidates_;  // the best first
  std::size_t next_ = 0;
  int hops_ = 0;
  Goal goal_;
};

}  // namespace meridian::redis
