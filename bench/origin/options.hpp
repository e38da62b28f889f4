// The command line of the origin.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"

namespace meridian::origin {

struct Listen {
  IpEndpoint endpoint;
  std::string region;  // empty: Options::region
};

struct Options {
  std::vector<Listen> listen;
  std::string region = "local";
  std::string announce;  // empty: none
  std::string certificate;
  std::string key;  // both empty: plain
  std::chrono::milliseconds delay{0};
};

extern const char* const kUsage;

// Nothing, where the arguments are not understood.
std::optional<Options> parse_options(int count, char** arguments);

}  // namespace meridian::origin
