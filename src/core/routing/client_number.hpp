// What a client is known by where it is drawn.
#pragma once

#include <cstdint>

#include "meridian/core/routing/decide.hpp"

namespace meridian::routing {

// Of the header by which the service knows its clients, where the request has it; else of the
// client's address. The value of a header is the client's to choose: it decides which of the
// regions that may serve the client does, and nothing else.
std::uint64_t client_number(const ServiceView& service, const Client& client,
                            const Request& request);

}  // namespace meridian::routing
