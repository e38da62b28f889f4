// Everything a complete request head must satisfy before it is routed, as one verdict: framing,
// Host, method, expectation. What passes may be forwarded.
#pragma once

#include <cstdint>

#include "meridian/core/http/framing.hpp"

namespace meridian::http {

struct RequestVerdict {
  Framing framing;
  bool expects_continue = false;
  bool upgrade_requested = false;  // to WebSocket, and listed in Connection (S4)
  bool final_hop = false;          // OPTIONS that may go no further: answered here (S13)
  Violation violation = Violation::none;
  std::uint16_t status = 0;  // where violated
};

RequestVerdict admit_request(const RequestHead& head);

}  // namespace meridian::http
