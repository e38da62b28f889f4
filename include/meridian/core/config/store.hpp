// Where operators' changes are kept, and how it is reached.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"

namespace meridian::config {

enum class StoreMode : std::uint8_t {
  standalone,  // one server
  sentinel,    // the master that Sentinels name
  cluster,     // Redis Cluster
};

struct StoreAddress {
  std::string host;  // a name or an address literal without brackets; empty: `path`
  std::uint16_t port = 0;
  std::string path;  // of a Unix socket
  bool operator==(const StoreAddress&) const = default;
};

struct StoreTls {
  bool enabled = false;
  bool verify = true;
  std::string ca_file;      // empty: the system's
  std::string server_name;  // verified and sent; empty: the host of the address
  std::string cert;         // of this edge; empty: none is shown
  std::string key;
  bool operator==(const StoreTls&) const = default;
};

struct Store {
  std::string backend = "memory";
  std::string state_file;  // the last good document; empty: none is kept
  std::string cluster;     // edges of one name share what operators change
  StoreMode mode = StoreMode::standalone;
  std::vector<StoreAddress> addresses;  // the server, the Sentinels, or some nodes of the cluster
  std::string sentinel_master;
  std::string user;           // empty: the default one
  std::string password_file;  // empty: none is sent
  std::string sentinel_user;
  std::string sentinel_password_file;
  std::uint32_t database = 0;
  StoreTls tls;
  std::optional<std::uint32_t> wait_replicas;  // none: as `mode` needs
  milliseconds connect_timeout{};
  milliseconds command_timeout{};
  milliseconds poll_interval{};
  milliseconds report_interval{};  // an edge says so often what it thinks of its upstreams
  milliseconds member_ttl{};       // without a report for so long it is no member
  milliseconds verdict_ttl{};      // what was agreed stands so long without the store
  bool operator==(const Store&) const = default;
};

}  // namespace meridian::config
