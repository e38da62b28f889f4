// Which requests measure another region than the one that would serve them: a small, configured
// share of the clients, for one window of time, with requests that change nothing.
#pragma once

#include <cstdint>
#include <span>

#include "core/routing/subject.hpp"

namespace meridian::routing {

// The place in `order` of the region that this request explores; 0: it does not. Never one that is
// degraded. `order`: of a client without a pin, and of a first try.
std::size_t explored(const Subject& subject, std::span<const std::uint8_t> order);

}  // namespace meridian::routing
