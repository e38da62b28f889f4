#include "app/file_limit.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace meridian::app {

namespace {

constexpr std::uint64_t kReserve = 1000;
// Idle keep-alive connections need one descriptor, active ones two: three quarters for clients
// suits a fleet where most connections are idle.
constexpr std::uint64_t kClientShareNumerator = 3;
constexpr std::uint64_t kClientShareDenominator = 4;
constexpr std::uint64_t kConnectionsMax = 10'000'000;

}  // namespace

std::uint64_t raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

std::uint32_t connections_for(std::uint64_t file_limit, std::uint32_t configured) {
  const std::uint64_t usable = file_limit > 2 * kReserve ? file_limit - kReserve : file_limit / 2;
  const std::uint64_t fit =
      std::min(usable * kClientShareNumerator / kClientShareDenominator, kConnectionsMax);
  const auto bound = static_cast<std::uint32_t>(fit);
  return configured == 0 ? bound : std::min(configured, bound);
}

}  // namespace meridian::app
