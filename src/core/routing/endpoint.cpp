#include "meridian/core/routing/decide.hpp"

#include <algorithm>

#include "core/routing/ranking.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::routing {

namespace {

static_assert(limits::kEndpointsPerUpstreamMax <= 64, "endpoints are bits of a 64-bit set");

std::uint64_t usable_endpoints(std::span<const EndpointLoad> endpoints,
                               const UpstreamView& upstream) {
  std::uint64_t usable = 0;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const EndpointView& view = upstream.endpoints[i];
    if (!view.out && !view.addresses.empty() && !endpoints[i].ejected) usable |= bit_of(i);
  }
  return usable;
}

std::uint64_t all_endpoints(std::size_t count) {
  return count == 64 ? ~std::uint64_t{0} : bit_of(count) - 1;
}

// The number `index` of the set's members, from 0.
std::size_t member(std::uint64_t set, std::size_t index) {
  for (; index > 0; --index) set &= set - 1;
  return first_of(set);
}

// `fraction` of 2^32 of `count`.
std::size_t scaled(std::uint32_t fraction, std::size_t count) {
  return static_cast<std::size_t>(std::uint64_t{fraction} * count >> 32);
}

// An endpoint of unknown latency is compared by requests in flight alone; as the better one for
// certain it would draw every request until its first answer.
bool better(const EndpointLoad& a, const EndpointLoad& b) {
  const bool known = a.latency_us > 0 && b.latency_us > 0;
  const auto cost = [known](const EndpointLoad& load) {
    return (static_cast<double>(load.in_flight) + 1) *
           (known ? static_cast<double>(load.latency_us) : 1.0);
  };
  return cost(a) < cost(b);
}

}  // namespace

int choose_endpoint(std::span<const EndpointLoad> endpoints, const UpstreamView& upstream,
                    std::uint64_t random) {
  MERIDIAN_CHECK(endpoints.size() == upstream.endpoints.size());
  if (endpoints.empty()) return -1;
  std::uint64_t usable = usable_endpoints(endpoints, upstream);
  if (usable == 0) usable = all_endpoints(endpoints.size());
  const auto count = static_cast<std::size_t>(std::popcount(usable));
  const std::size_t one = scaled(static_cast<std::uint32_t>(random), count);
  if (count == 1) return static_cast<int>(member(usable, one));
  std::size_t other = scaled(static_cast<std::uint32_t>(random >> 32), count - 1);
  if (other >= one) ++other;
  const std::size_t a = member(usable, one);
  const std::size_t b = member(usable, other);
  return static_cast<int>(better(endpoints[b], endpoints[a]) ? b : a);
}

}  // namespace meridian::routing
