// The heads we write: the request head for the upstream, the response head for the client, and the
// short answers of our own. Written by memcpy into an Output; a head that does not fit is reported.
#pragma once

#include <cstdint>
#include <string_view>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/http/body.hpp"
#include "meridian/core/http/head.hpp"

namespace meridian::http {

// What the edge says to the upstream about the client side.
struct ForwardFacts {
  IpAddress peer;    // of the connection
  IpAddress client;  // as located: the peer, or who is behind trusted ones
  bool peer_trusted =
      false;           // then X-Forwarded-*, Forwarded and Via are appended to, else replaced
  bool tls = false;    // client side
  bool http2 = false;  // likewise
  std::uint16_t listener_port = 0;
  std::string_view edge_id;             // pseudonym in Via
  std::string_view request_id;          // used where a trusted peer sent none
  std::string_view host;                // where the request names none (HTTP/1.0): of the endpoint
  int attempt = 1;                      // Meridian-Attempt: n, from the second on
  bool upgrade = false;                 // asks the upstream for WebSocket
  std::string_view own_cookie;          // the edge's own: taken out of Cookie lines; empty: none
  std::string_view client_certificate;  // complete lines that say who the client is
};

// The id this request goes by everywhere: a trusted peer's, else facts.request_id.
std::string_view request_id_of(const RequestHead& head, const ForwardFacts& facts);

// Strips hop-by-hop fields (RFC 9110 7.6.1), all that Connection lists and internal ones first,
// then adds ours (H5-H8). Host is preserved (rewritten from an absolute-form target). Framing:
// Content-Length as judged, or Transfer-Encoding: chunked. False: no room, nothing written.
bool write_upstream_head(const RequestHead& head, const Framing& framing, const ForwardFacts& facts,
                         Output& out);

// Via names an edge of this id already: the request loops (H8).
bool is_loop(const RequestHead& head, std::string_view edge_id);

struct ResponseFacts {
  std::string_view edge_id;
  std::string_view request_id;  // empty: the upstream's stays
  std::string_view date;        // IMF-fixdate, written where the upstream sent none; may be empty
  std::string_view extra;       // complete "name: value\r\n" lines
  std::string_view hsts;        // such a line, left out where the upstream says it itself
  Version client_version = Version::http1_1;
  bool close = false;    // the client connection ends after this response
  bool upgrade = false;  // of a 101: says that the connection speaks WebSocket now
  OutFraming framing = OutFraming::same;
};

bool write_client_head(const ResponseHead& head, const Framing& framing, const ResponseFacts& facts,
                       Output& out);

// A whole response of our own with Content-Length, Content-Type text/plain and, where `close`,
// Connection: close. `extra` is complete "name: value\r\n" lines. HEAD gets no body.
struct OwnAnswer {
  std::uint16_t status = 500;
  std::string_view body;
  std::string_view content_type = "text/plain; charset=utf-8";
  std::string_view extra;
  std::string_view hsts;  // such a line
  std::string_view request_id;
  std::string_view date;  // IMF-fixdate; may be empty
  bool head_only = false;
  bool close = false;
};
bool write_answer(const OwnAnswer& answer, Output& out);

std::string_view reason_phrase(std::uint16_t status);

}  // namespace meridian::http
