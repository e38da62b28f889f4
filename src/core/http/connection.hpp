// What the Connection field of a message asks for, and which fields end at this hop.
#pragma once

#include <string_view>

#include "meridian/core/http/head.hpp"

namespace meridian::http {

struct ConnectionOptions {
  bool close = false;
  bool keep_alive = false;
  bool upgrade = false;
  bool names_fields = false;  // options other than close and keep-alive
  bool too_many = false;      // > limits::kConnectionOptionsMax
};
ConnectionOptions connection_options(const FieldList& fields);

// Upgrade is listed in Connection and WebSocket in Upgrade.
bool names_websocket(const FieldList& fields);

// The connection outlives the message, by version and options.
bool is_persistent(int minor_version, const ConnectionOptions& options);

// Connection names this field. Only for fields the proxy has no part in: what it writes or judges
// itself (Host, X-Forwarded-*, Content-Length, ...) is not the sender's to strip (H6).
bool is_listed(const FieldList& fields, const Field& field);

// RFC 9110, 7.6.1, and the older ones of the kind (H5).
constexpr bool is_hop_by_hop(FieldId id) {
  switch (id) {
    case FieldId::connection:
    case FieldId::keep_alive:
    case FieldId::proxy_authenticate:
    case FieldId::proxy_authorization:
    case FieldId::proxy_connection:
    case FieldId::te:
    case FieldId::transfer_encoding:
    case FieldId::upgrade: return true;
    default: return false;
  }
}

}  // namespace meridian::http
