// The listening sockets of all workers, opened before any of them starts: a bind that fails must
// stop the start, and port 0 must become one port for all.
#pragma once

#include <vector>

#include "app/inherited.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::app {

struct ListeningSockets {
  std::vector<config::Listener> listeners;  // as they were when these were opened
  // [listener][bind]: one for each worker at least, in their order.
  std::vector<std::vector<std::vector<int>>> by_bind;
  std::vector<std::vector<IpEndpoint>> bound;  // [listener][bind]

  // Those of one worker. A process that had more of them has left more sockets.
  std::vector<int> of(std::size_t listener, std::size_t worker, std::size_t workers) const;
};

// All or nothing. The caller owns the descriptors. Sockets of the process before are taken first:
// their queues and their places in the kernel's distribution go on.
Result<ListeningSockets> open_listeners(const std::vector<config::Listener>& listeners,
                                        std::size_t workers, Inherited* inherited);

}  // namespace meridian::app
