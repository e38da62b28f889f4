// The inside of a ServerContext: what OpenSSL's callbacks need. They find it as the application
// data of their SSL_CTX, so it must outlive every engine made from it.
#pragma once

#include <string>

#include "io/tls/tickets.hpp"
#include "io/tls/vhosts.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::tls {

struct ServerContext::Body {
  Body(const config::Listener& listener, std::shared_ptr<const TicketKeys> keys);

  Owned<SSL_CTX> make_context();
  // Before OpenSSL looks at tickets: chooses the certificates and binds the session to the name.
  bool choose_vhost(SSL* ssl) const;

  std::string listener_name;
  std::string protocols;  // ALPN, each with its length in front, best first
  Tickets tickets;
  Owned<EVP_MD> digest;
  Vhosts vhosts;
};

}  // namespace meridian::tls
