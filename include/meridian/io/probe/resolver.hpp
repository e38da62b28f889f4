// Addresses of the endpoints' host names, looked up again and again. A lookup that fails or finds
// nothing keeps the last good addresses; the log says so once, and once when it is over. Lives on
// the control thread: every member function and callback runs there; the lookups themselves block a
// thread of Asio's, one at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/topology.hpp"

namespace meridian::probe {

inline constexpr seconds kResolveInterval{30};
// While some name has no address at all.
inline constexpr seconds kResolveIntervalMissing{5};

class Resolver {
 public:
  using Answer = Result<std::vector<IpAddress>>;
  // Calls `done` once, later, on the control thread.
  using Lookup = std::function<void(const std::string& host, std::function<void(Answer)> done)>;
  using OnChange = std::function<void(const std::vector<routing::ResolvedEndpoint>&)>;

  Resolver(boost::asio::io_context& io, OnChange on_change);  // getaddrinfo
  Resolver(boost::asio::io_context& io, OnChange on_change, Lookup lookup);
  ~Resolver();
  Resolver(const Resolver&) = delete;

  // Address literals and names that were known already are in addresses() when this returns.
  void watch(const std::shared_ptr<const routing::Topology>& topology);
  // Sorted by id; at most limits::kAddressesPerEndpointMax each, sorted. An endpoint is absent
  // until its first lookup has ended, and has no addresses when that failed.
  const std::vector<routing::ResolvedEndpoint>& addresses() const;
  // All lookups so far. An empty answer is a failure.
  struct Counts {
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
  };
  Counts lookups() const;
  // Looks everything up again now.
  void refresh();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace meridian::probe
