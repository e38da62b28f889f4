// OpenSSL contexts. Each worker makes its own from the shared credentials and ticket keys, so that
// no reference count or lock is shared between workers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/base/result.hpp"
#include "meridian/core/config/config.hpp"
#include "meridian/io/tls/credentials.hpp"

typedef struct ssl_ctx_st SSL_CTX;

namespace meridian::tls {

// Session ticket keys: encrypt with the first, accept all three. One value shared by every worker.
// Wiped from memory when they go.
struct TicketKey {
  std::array<unsigned char, 16> name{};
  std::array<unsigned char, 32> cipher{};  // AES-256-CBC
  std::array<unsigned char, 32> mac{};     // HMAC-SHA-256
  bool operator==(const TicketKey&) const = default;
};
struct TicketKeys {
  std::array<TicketKey, 3> keys;

  TicketKeys() = default;
  TicketKeys(const TicketKeys&) = default;
  TicketKeys& operator=(const TicketKeys&) = default;
  ~TicketKeys();

  static TicketKeys random();
  // Derived from secrets, one in each file, the one to encrypt with first: the same on every edge
  // that has the same files. Blocks.
  static Result<TicketKeys> load(const std::vector<std::string>& files);
  TicketKeys renewed() const;  // a new random key in front; the oldest is gone
  bool operator==(const TicketKeys&) const = default;
};

// What the config says of a name, as far as it counts after the handshake.
struct ServedPolicy {
  bool tells_client = false;  // upstreams are told whose certificate a client showed
  std::string hsts;           // Strict-Transport-Security, a complete header line; empty: none
};

// TLS 1.2 and 1.3; SNI: exact name, then wildcard, then the first certificate; several key types
// for one name share a context. ALPN from the listener. One ticket per TLS 1.3 handshake. A session
// is bound to the name and the policy it was made under.
class ServerContext {
 public:
  static Result<std::unique_ptr<ServerContext>> make(std::shared_ptr<const Credentials> credentials,
                                                     const config::Listener& listener,
                                                     std::shared_ptr<const TicketKeys> tickets);
  ~ServerContext();
  SSL_CTX* native() const;  // the first certificate's
  // From now on, also for connections that are there.
  void use_tickets(std::shared_ptr<const TicketKeys> tickets);
  // Both names are served with the same certificates and under the same policy. Any case; `one`
  // empty: the client named none.
  bool serves_alike(std::string_view one, std::string_view other) const;

  // Any case. Lives as long as this.
  const ServedPolicy& policy_of(std::string_view name) const;

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
