#include "core/routing/canary.hpp"

#include "core/routing/client_number.hpp"
#include "core/routing/route_table.hpp"
#include "meridian/core/base/hash.hpp"

namespace meridian::routing {

CanaryChoice choose_canary(const RouteView& route, const Client& client, const Request& request) {
  const config::Canary& canary = *route.config->canary;
  if (!canary.headers.empty() && headers_match(canary.headers, request.fields))
    return CanaryChoice::by_header;
  if (canary.percent == 0) return CanaryChoice::no;
  const std::uint64_t number = client_number(*route.service, client, request);
  const std::uint64_t drawn = combine64(number, hash64(route.name)) >> 32;
  return (drawn * 100) >> 32 < canary.percent ? CanaryChoice::by_share : CanaryChoice::no;
}

}  // namespace meridian::routing
