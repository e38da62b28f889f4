// OpenSSL contexts. Each worker makes its own from the shared credentials and ticket keys, so that
// no reference count or lock is shared between workers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/tls/credentials.hpp"

typedef struct ssl_ctx_st SSL_CTX;

namespace meridian::tls {

// Session ticket keys: encrypt with the first, accept all three. One value shared by every worker.
struct TicketKey {
  std::array<unsigned char, 16> name{};
  std::array<unsigned char, 32> cipher{};  // AES-256-CBC
  std::array<unsigned char, 32> mac{};     // HMAC-SHA-256
};
struct TicketKeys {
  std::array<TicketKey, 3> keys;
  static TicketKeys random();
};

// TLS 1.2 and 1.3; SNI: exact name, then wildcard, then the first certificate; several key types
// for one name share a context. ALPN from the listener. One ticket per TLS 1.3 handshake. A session
// is bound to the name it was made under.
class ServerContext {
 public:
  static Result<std::unique_ptr<ServerContext>> make(std::shared_ptr<const Credentials> credentials,
                                                     const config::Listener& listener,
                                                     std::shared_ptr<const TicketKeys> tickets);
  ~ServerContext();
  SSL_CTX* native() const;  // the first certificate's
  // Both names are served with the same certificates. Any case.
  bool serves_alike(std::string_view one, std::string_view other) const;

  struct Body;  // private to the module

 private:
  ServerContext();
  std::unique_ptr<Body> body_;
};

// Towards a server that does not speak HTTP.
struct PeerTls {
  bool verify = true;
  std::string ca_file;    // empty: the system's roots
  std::string cert_file;  // shown if it asks; empty: none
  std::string key_file;   // of cert_file
};

// Towards upstreams and other servers: verification on by default, against the system's roots or
// `ca_file`.
class ClientContext {
 public:
  static Result<std::unique_ptr<ClientContext>> make(const config::UpstreamTls& settings);
  static Result<std::unique_ptr<ClientContext>> make(const PeerTls& settings);
  ~ClientContext();
  SSL_CTX* native() const { return context_; }
  bool verifies() const { return verify_; }

 private:
  explicit ClientContext(bool verify);
  Result<bool> trust(const std::string& ca_file) const;

  SSL_CTX* context_;
  bool verify_;
};

}  // namespace meridian::tls
