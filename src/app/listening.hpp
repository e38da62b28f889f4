// The listening sockets of all workers, opened before any of them starts: a bind that fails must
// stop the start, and port 0 must become one port for all.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"

namespace meridian::app {

struct ListeningSockets {
  // [listener][worker][bind]
  std::vector<std::vector<std::vector<int>>> sockets;
  std::vector<std::vector<IpEndpoint>> bound;  // [listener][bind]
};

// All or nothing. The caller owns the descriptors.
Result<ListeningSockets> open_listeners(const std::vector<config::Listener>& listeners,
                                        std::size_t workers);

}  // namespace meridian::app
