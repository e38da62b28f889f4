#include "core/routing/client_number.hpp"

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::routing {

std::uint64_t client_number(const ServiceView& service, const Client& client,
                            const Request& request) {
  if (service.affinity->by == config::AffinityBy::header) {
    for (const http::Field& field : request.fields)
      if (!field.value.empty() && equals_ignoring_case(field.name, service.affinity->header))
        return hash64(field.value);
  }
  return hash_of(client.address.client_key());
}

}  // namespace meridian::routing
