// Everything a complete request head must satisfy before it is routed, as one verdict: framing,
// Host, method, expectation. What passes may be forwarded.
#pragma once

#include <cstdint>

#include "meridian/core/http/framing.hpp"

namespace meridian::http {

struct RequestVerdict {
  Framing framing;
  bool expects_continue = false;
  bool upgrade_requested = false;  // Upgrade listed in Connection; goes on as plain HTTP
  Violation violation = Violation::none;
  std::uint16_t status = 0;  // where violated
};

RequestVerdict admit_request(const RequestHead& head);

}  // namespace meridian::http
