// Where clients connect, as configured. Part of Config.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::config {

struct Certificate {
  std::string cert;  // PEM file, leaf first
  std::string key;   // PEM file
  std::string ocsp;  // DER file, what the authority says of the certificate; empty: none
};

enum class TlsVersion : std::uint8_t { tls12, tls13 };
enum class ClientCertificates : std::uint8_t { off, optional, required };

struct ClientAuthentication {
  ClientCertificates mode = ClientCertificates::off;
  std::string ca_file;      // PEM: who may sign them
  std::uint32_t depth = 0;  // certificates between the client's and an authority's
  bool headers = false;     // tells upstreams who the client is
  bool operator==(const ClientAuthentication&) const = default;
};

struct Hsts {              // RFC 6797
  milliseconds max_age{};  // 0: the header is not sent
  bool include_subdomains = false;
  bool preload = false;
  bool operator==(const Hsts&) const = default;
};

// What a client must do to be served under some names.
struct TlsPolicy {
  std::vector<std::string> names;  // lower case, "*.example.com"; empty: all others
  TlsVersion min_version = TlsVersion::tls12;
  std::vector<std::string> ciphers;  // best first, of both versions; empty: the default ones
  std::vector<std::string> groups;   // likewise
  ClientAuthentication client_certificates;
  Hsts hsts;
};

enum class ListenerProtocol : std::uint8_t { http, https };
enum class ProxyProtocol : std::uint8_t { off, optional, required };

struct Listener {
  std::string name;
  std::vector<IpEndpoint> bind;  // port 0: the kernel chooses, `--announce` tells
  ListenerProtocol protocol = ListenerProtocol::http;
  std::vector<Certificate> certificates;  // the first one serves clients without SNI
  std::vector<std::string> alpn;          // "h2", "http/1.1"
  ProxyProtocol proxy_protocol = ProxyProtocol::off;
  bool redirect_to_https = false;
  TlsPolicy tls;                     // for names that no policy of `tls_hosts` has
  std::vector<TlsPolicy> tls_hosts;  // what they do not say is as in `tls`
  bool strict_sni = false;           // a name that no certificate has is refused
};

// What seals session tickets; empty: keys of this process.
struct SessionTickets {
  std::vector<std::string> key_files;  // the first one seals, all open
};
inline constexpr std::size_t kTicketKeyFilesMax = 3;
inline constexpr std::uint64_t kTicketKeyBytesMin = 32;  // that each of them must hold

}  // namespace meridian::config
