// The number of open files bounds the number of connections.
#pragma once

#include <cstdint>

namespace meridian::app {

// Raises the soft limit to the hard one and returns it.
std::uint64_t raise_file_limit();

// Client connections the process may hold: an exchange needs a descriptor on either side, the rest
// (listeners, probes, logs, pools) gets a reserve. `configured` 0: as many as fit.
std::uint32_t connections_for(std::uint64_t file_limit, std::uint32_t configured);

}  // namespace meridian::app
