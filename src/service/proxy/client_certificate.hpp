// What upstreams are told of a client's certificate, which was verified in the handshake.
#pragma once

#include <string>

#include "meridian/io/tls/engine.hpp"

namespace meridian::proxy {

// Complete header lines: Client-Cert (RFC 9440), X-Client-Cert-Subject and X-Client-Cert-Sha256. A
// certificate or a subject that is too large for a head is left out; the hash is always there.
std::string client_certificate_lines(const tls::PeerCertificate& certificate);

}  // namespace meridian::proxy
