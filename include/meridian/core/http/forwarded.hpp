// Who the client is, behind proxies we trust.
#pragma once

#include <string_view>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/http/head.hpp"

namespace meridian::http {

// The peer, unless it is trusted: then X-Forwarded-For from right to left over trusted addresses,
// to the first that is not trusted. An entry that is no address ends the walk at the last good one.
// Accepts ports, brackets, quotes and "unknown"; looks at kForwardedAddressesMax entries at most.
IpAddress client_address(const IpAddress& peer, const FieldList& fields, const CidrMap& trusted);

}  // namespace meridian::http
