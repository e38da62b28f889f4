// Who may operate an edge.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"

namespace meridian::config {

// Each may do what those before it may.
enum class AdminRole : std::uint8_t {
  viewer,     // read
  operator_,  // change weights, states and primaries
  admin,      // reset all of them
};

struct AdminToken {
  std::string name;  // who it is, in the audit log
  AdminRole role = AdminRole::viewer;
  std::string sha256_file;  // holds the SHA-256 of the token, 64 hexadecimal digits
};

struct Admin {
  std::vector<IpEndpoint> bind;
  std::vector<AdminToken> tokens;  // empty: everybody who connects may do everything
};

}  // namespace meridian::config
