// Which request goes to which service, or what it is answered with.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/config/fence.hpp"
#include "meridian/core/traffic/token_bucket.hpp"

namespace meridian::config {

struct HeaderMatch {
  std::string name;   // lower case
  std::string value;  // exact; empty together with present_only
  bool present_only = false;
};

struct Redirect {
  std::uint16_t status = 308;
  std::string scheme;  // empty: unchanged
  std::string host;    // empty: unchanged
  std::string path;    // empty: unchanged
};

// Another service for some of the route's requests: those with the headers, and of the others a
// stable share of the clients.
struct Canary {
  std::string service;
  std::uint32_t percent = 0;         // of the clients
  std::vector<HeaderMatch> headers;  // all must match; empty: none does
};

struct Route {
  std::string name;                // default "route-1", by position
  std::vector<std::string> hosts;  // lower case; "api.example.com", "*.example.com", "*"
  std::string path_prefix = "/";
  std::vector<std::string> methods;  // empty: all
  std::vector<HeaderMatch> headers;  // all must match
  traffic::Rate rate_limit;          // of all clients together
  std::string service;               // exactly one of service, redirect, respond
  std::optional<Canary> canary;      // beside service
  std::optional<Redirect> redirect;
  std::optional<Answer> respond;
};

}  // namespace meridian::config
