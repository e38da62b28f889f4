// What an error of a socket, of TLS or of the HTTP parser says about the endpoint.
#pragma once

#include <boost/system/error_code.hpp>
#include <cstdint>
#include <optional>

#include "meridian/core/health/check.hpp"

namespace meridian::probe {

enum class ProbePhase : std::uint8_t { connect, handshake, exchange };

// Nothing where the error is this machine's own: no descriptors, ports or memory left.
std::optional<health::ProbeOutcome> outcome_of(ProbePhase phase,
                                               const boost::system::error_code& error);

}  // namespace meridian::probe
