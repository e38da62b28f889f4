// The inside of a ServerContext: what OpenSSL's callbacks need. They find it as the application
// data of their SSL_CTX, so it must outlive every engine made from it.
#pragma once

#include <optional>
#include <string>

#include "io/tls/host_policies.hpp"
#include "io/tls/tickets.hpp"
#include "io/tls/vhosts.hpp"
#include "meridian/io/tls/context.hpp"

namespace meridian::tls {

struct ServerContext::Body {
  Body(std::shared_ptr<const Credentials> from, const config::Listener& listener,
       std::shared_ptr<const TicketKeys> keys);

  Owned<SSL_CTX> make_context(const HostPolicy& policy, const Vhosts::Chosen& chosen);
  // Before OpenSSL looks at tickets: chooses certificates and policy, and binds the session to
  // name and policy. An alert where the client is refused.
  std::optional<int> choose_vhost(SSL* ssl) const;

  std::shared_ptr<const Credentials> credentials;
  std::string protocols;  // ALPN, each with its length in front, best first
  Tickets tickets;
  Owned<EVP_MD> digest;
  bool strict_sni;
  HostPolicies policies;
  std::optional<Vhosts> vhosts;  // made last
};

}  // namespace meridian::tls
