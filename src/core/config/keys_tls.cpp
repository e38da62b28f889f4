#include "core/config/addresses.hpp"
#include "core/config/keys.hpp"
#include "core/config/scalars.hpp"

namespace meridian::config {
namespace {

constexpr std::int64_t kChainDepthMax = 8;
constexpr std::chrono::hours kHstsMax{24 * 365 * 10};
constexpr std::size_t kNamesPerPolicyMax = 256;
constexpr std::size_t kHostPoliciesMax = 64;

// What OpenSSL calls them; weaker ones cannot be written.
const Words kCiphers{"TLS_AES_128_GCM_SHA256",       "TLS_AES_256_GCM_SHA384",
                     "TLS_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256",
                     "ECDHE-RSA-AES128-GCM-SHA256",  "ECDHE-ECDSA-AES256-GCM-SHA384",
                     "ECDHE-RSA-AES256-GCM-SHA384",  "ECDHE-ECDSA-CHACHA20-POLY1305",
                     "ECDHE-RSA-CHACHA20-POLY1305"};
const Words kGroups{"X25519", "P-256", "P-384", "P-521"};

// In a policy for some hosts a key that is not written is as the listener has it.
template <bool kOfHosts>
std::string_view otherwise(std::string_view fallback) {
  return kOfHosts ? kUnset : fallback;
}

template <bool kOfHosts>
const Section<ClientAuthentication>& client_section() {
  using Client = ClientAuthentication;
  static const Section<Client> section{
      key("mode", &Client::mode,
          Choice<ClientCertificates>{{{"off", ClientCertificates::off},
                                      {"optional", ClientCertificates::optional},
                                      {"required", ClientCertificates::required}}},
          otherwise<kOfHosts>("off"), "whether a client shows a certificate"),
      key("ca_file", &Client::ca_file, FileName{}, kUnset, "PEM file: who may sign it"),
      key("depth", &Client::depth, Integer<std::uint32_t>{{0, kChainDepthMax}},
          otherwise<kOfHosts>("2"), "certificates between the client's and an authority's"),
      key("headers", &Client::headers, Flag{}, otherwise<kOfHosts>("true"),
          "tell upstreams whose it is"),
  };
  return section;
}

template <bool kOfHosts>
const Section<Hsts>& hsts_section() {
  static const Section<Hsts> section{
      key("max_age", &Hsts::max_age, Duration{seconds(1), kHstsMax, true},
          otherwise<kOfHosts>("0s"), "how long a browser comes back by https only; 0s: no header"),
      key("include_subdomains", &Hsts::include_subdomains, Flag{}, otherwise<kOfHosts>("false"),
          "also to all names below"),
      key("preload", &Hsts::preload, Flag{}, otherwise<kOfHosts>("false"),
          "consent to browsers' built-in lists"),
  };
  return section;
}

template <bool kOfHosts>
Section<TlsPolicy> policy_keys() {
  return {
      key("min_version", &TlsPolicy::min_version,
          Choice<TlsVersion>{{{"1.2", TlsVersion::tls12}, {"1.3", TlsVersion::tls13}}},
          otherwise<kOfHosts>("1.2"), "oldest TLS that is spoken"),
      key("ciphers", &TlsPolicy::ciphers, ListOf<Word>{{kCiphers}, 9}, kUnset,
          "cipher suites, best first; none: all that are safe"),
      key("groups", &TlsPolicy::groups, ListOf<Word>{{kGroups}, 4}, kUnset,
          "key exchange, best first; none: X25519, P-256"),
      key("client_certificates", &TlsPolicy::client_certificates,
          SectionOf<ClientAuthentication>{client_section<kOfHosts>}, kUnset,
          "who clients must prove to be"),
      key("hsts", &TlsPolicy::hsts, SectionOf<Hsts>{hsts_section<kOfHosts>}, kUnset,
          "Strict-Transport-Security"),
  };
}

const Section<TlsPolicy>& host_policy_section() {
  static const Section<TlsPolicy> section = [] {
    Section<TlsPolicy> all{key("names", &TlsPolicy::names,
                               ListOf<HostName>{{true}, kNamesPerPolicyMax}, kRequired,
                               "server names it is for")};
    const auto rest = policy_keys<true>();
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  }();
  return section;
}

}  // namespace

const Section<TlsPolicy>& tls_section() {
  static const Section<TlsPolicy> section = policy_keys<false>();
  return section;
}

Key<Listener> tls_hosts_key() {
  const ListOf<SectionOf<TlsPolicy>> type{{host_policy_section}, kHostPoliciesMax};
  return custom_key<Listener>(
      rows_of_key("tls_hosts", type, kUnset, "what differs for some server names"), "tls_hosts",
      [type](const Cursor& cursor, Listener& listener) {
        if (!cursor.is(Node::Kind::list, "a " + type.describe())) return;
        const std::size_t size = cursor.node().children.size();
        if (size > kHostPoliciesMax) {
          cursor.error("has " + std::to_string(size) + " items",
                       "at most " + std::to_string(kHostPoliciesMax) + " are allowed");
          return;
        }
        for (std::size_t i = 0; i < size; ++i) {
          TlsPolicy policy = listener.tls;
          read_section(cursor.item(i), host_policy_section(), policy);
          listener.tls_hosts.push_back(std::move(policy));
        }
      });
}

const Section<SessionTickets>& session_tickets_section() {
  static const Section<SessionTickets> section{
      key("key_files", &SessionTickets::key_files,
          ListOf<FileName>{{false, kTicketKeyBytesMin}, kTicketKeyFilesMax}, kUnset,
          "secrets; the first seals tickets, all open them; none: keys of this process"),
  };
  return section;
}

}  // namespace meridian::config
