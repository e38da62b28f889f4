#include "core/routing/explore.hpp"

#include "core/routing/client_number.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::routing {

namespace {

constexpr std::uint64_t kWhole = 10'000;  // of ServiceView::explore

}  // namespace

std::size_t explored(const Subject& subject, std::span<const std::uint8_t> order) {
  const ServiceView& service = subject.service;
  const Request& request = subject.request;
  if (request.explore_window == 0) return 0;
  if (request.method != "GET" && request.method != "HEAD") return 0;
  // Independent of the draws of regions and canaries.
  const std::uint64_t client = client_number(service, subject.client, request);
  const std::uint64_t window = combine64(hash64(service.id), request.explore_window);
  const std::uint64_t drawn = combine64(client, window);
  if (((drawn >> 32) * kWhole) >> 32 >= service.explore) return 0;
  const auto eligible = [&](std::size_t i) { return (service.behind & bit_of(order[i])) == 0; };
  std::size_t count = 0;
  for (std::size_t i = 1; i < order.size(); ++i) count += eligible(i) ? 1 : 0;
  if (count == 0) return 0;
  std::size_t left = ((drawn & 0xffffffff) * count) >> 32;
  std::size_t place = 1;
  while (!eligible(place) || left-- != 0) ++place;
  return place;
}

}  // namespace meridian::routing
