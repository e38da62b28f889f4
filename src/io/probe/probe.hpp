// One probe: connects, asks, judges the answer. No state survives it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <vector>

#include "io/probe/probe_target.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/health/check.hpp"

namespace meridian::probe {

// The addresses are tried in their order within one timeout. Nothing where the failure is this
// machine's own. `target` must outlive the call.
boost::asio::awaitable<std::optional<health::ProbeResult>> probe_once(
    const ProbeTarget& target, std::vector<IpAddress> addresses);

}  // namespace meridian::probe
