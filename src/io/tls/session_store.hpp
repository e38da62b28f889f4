// Sessions to resume towards upstreams: the last one of each server name, bounded. Lives as long as
// its SSL_CTX, because a connection may receive a ticket after its ClientContext is gone. Workers
// share it; they meet only at a handshake or a ticket, not per request.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "io/tls/openssl.hpp"

namespace meridian::tls {

class SessionStore {
 public:
  // Makes a store and hands it over to `context`, which from then on fills it.
  static void attach(SSL_CTX* context);
  // Offers the stored session of the name that `ssl` verifies, if there is one.
  static void resume(SSL* ssl);

  // To be called after a resumed TLS 1.2 handshake: it may have brought a new ticket, of which
  // OpenSSL does not tell.
  static void renew(SSL* ssl);

 private:
  static int on_new_session(SSL* ssl, SSL_SESSION* session);

  void keep(std::string name, SSL_SESSION* session);
  // A copy: what a connection does with its session (and its end without close_notify, which makes
  // OpenSSL call it not resumable) stays its own.
  Owned<SSL_SESSION> copy_of(std::string_view name);

  std::mutex mutex_;
  std::map<std::string, Owned<SSL_SESSION>, std::less<>> sessions_;
};

}  // namespace meridian::tls
