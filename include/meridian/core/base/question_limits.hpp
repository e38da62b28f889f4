// Bounds of what the admin API asks a running edge; the others are in limits.hpp.
#pragma once

#include <cstddef>

namespace meridian::limits {

// Explain and simulate
inline constexpr std::size_t kWhatIfNamesMax = 256;  // of a list; each may be a region
inline constexpr std::size_t kLiveClientsMax = 100'000;
inline constexpr std::size_t kLiveRequestsMax = 1'000'000;  // one of each client to each service

// Events of an edge
inline constexpr std::size_t kEventsKept = 1024;
inline constexpr std::size_t kEventTextBytesMax = 1024;  // what is longer is cut
inline constexpr std::size_t kEventsPerPage = 256;
inline constexpr std::size_t kEventStreamsMax = 16;  // connections that wait for events

}  // namespace meridian::limits
