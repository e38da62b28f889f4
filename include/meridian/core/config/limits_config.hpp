// How much is taken in and kept. What is 0 is off, unless it says something else. Bounds of the
// process are kept by its workers, each by its share, rounded up: they share no counters.
#pragma once

#include <cstdint>

#include "meridian/core/traffic/client_table.hpp"
#include "meridian/core/traffic/retry_budget.hpp"
#include "meridian/core/traffic/token_bucket.hpp"

namespace meridian::config {

struct Limits {
  std::uint32_t connections = 0;             // 0: derived from the limit of open files
  std::uint32_t handshakes = 0;              // of TLS under way; 0: a quarter of the connections
  std::uint32_t connections_per_client = 0;  // of one client network
  std::uint32_t requests = 0;                // running
  std::uint32_t requests_per_client = 0;
  traffic::Rate rate_per_client;
  traffic::ClientPrefixes client_prefixes;       // what one client is
  std::uint64_t head_bytes = 0;                  // request or response head
  std::uint64_t body_bytes = 0;                  // of a request
  std::uint64_t body_rate_min = 0;               // bytes per second of a request body
  std::uint64_t memory = 0;                      // bytes that exchanges keep
  std::uint32_t upstream_idle_per_endpoint = 0;  // per worker
  std::uint32_t attempts = 0;                    // sends of one request
  std::uint64_t replay_body_bytes = 0;
};

// Of one upstream, over all workers.
struct UpstreamLimits {
  std::uint32_t connections = 0;  // open, used or not
  std::uint32_t pending = 0;      // of these, not yet established
  std::uint32_t requests = 0;     // under way
  bool any() const { return (connections | pending | requests) != 0; }
};

}  // namespace meridian::config
