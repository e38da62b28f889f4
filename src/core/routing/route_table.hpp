// Host, path, method and fields -> route. The most specific host pattern that fits decides alone:
// exact, then the longest "*.suffix", then "*"; a request whose path fits none of its routes has no
// route, even where a wider pattern has one. Of its routes: the longest path prefix first, then the
// one with more conditions, then the file's order. Immutable.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

class RouteTable {
 public:
  explicit RouteTable(const std::vector<config::Route>& routes);

  struct Match {
    bool host_known = false;
    int route = -1;  // index into View::routes
  };
  Match find(const Request& request) const;

 private:
  struct Entry {
    const config::Route* route;  // owned by the topology's config
    std::string_view prefix;     // without the slash at its end; "" is the root
    int index;
  };
  using Entries = std::vector<Entry>;  // best first
  using Hosts = std::vector<std::pair<std::string, Entries>>;

  const Entries* entries_of(std::string_view host) const;
  static const Entries* find_host(const Hosts& hosts, std::string_view name);
  static void add(Hosts& hosts, std::string_view name, const Entry& entry);

  Hosts exact_;     // sorted by name
  Hosts suffixes_;  // sorted; ".example.com" of "*.example.com"
  Entries any_;     // "*"
};

// Every one of `wanted` is met by some field.
bool headers_match(std::span<const config::HeaderMatch> wanted,
                   std::span<const http::Field> fields);

// At a boundary of segments: "/api" holds "/api" and "/api/x", not "/apis".
bool path_within(std::string_view path, std::string_view prefix);

}  // namespace meridian::routing
