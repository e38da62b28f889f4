// Small stable numbers for upstreams and endpoints. The same (service, region) or endpoint keeps
// its number over every reload of a process, so counters, pools and health survive a new view.
#pragma once

#include <cstddef>
#include <cstdint>

namespace meridian {

enum class UpstreamId : std::uint32_t {};  // < limits::kUpstreamsMax
enum class EndpointId : std::uint32_t {};  // < limits::kEndpointsMax

constexpr std::size_t index_of(UpstreamId id) {
  return static_cast<std::size_t>(id);
}
constexpr std::size_t index_of(EndpointId id) {
  return static_cast<std::size_t>(id);
}

}  // namespace meridian
