#include "io/tls/server_context.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>

#include "io/tls/context_settings.hpp"
#include "io/tls/server_name.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr long kSessionSeconds = 2 * 60 * 60;  // how long a ticket resumes

ServerContext::Body& body_of(SSL* ssl) {
  return *static_cast<ServerContext::Body*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

int on_client_hello(SSL* ssl, int* alert, void*) {
  const std::optional<int> refusal = body_of(ssl).choose_vhost(ssl);
  if (!refusal) return SSL_CLIENT_HELLO_SUCCESS;
  *alert = *refusal;
  return SSL_CLIENT_HELLO_ERROR;
}

// The choice was made at the hello; this only makes OpenSSL keep the name with the session, so that
// a resumed TLS 1.2 connection knows it too.
int on_server_name(SSL*, int*, void*) {
  return SSL_TLSEXT_ERR_OK;
}

// NOLINTNEXTLINE(readability-function-size): the parameters are OpenSSL's
int on_ticket(SSL* ssl, unsigned char* name, unsigned char* iv, EVP_CIPHER_CTX* cipher,
              EVP_MAC_CTX* mac, int sealing) {
  const Tickets& tickets = body_of(ssl).tickets;
  const Tickets::Ticket ticket{name, iv, cipher, mac};
  if (sealing != 0) return tickets.seal(ticket);
  // A TLS 1.3 client uses a ticket once, so it needs a new one each time.
  return tickets.open(ticket, SSL_version(ssl) >= TLS1_3_VERSION);
}

// A session in which a client authenticated ends with the client's certificate at the latest.
// NOLINTNEXTLINE(readability-function-size): the parameters are OpenSSL's
SSL_TICKET_RETURN on_opened_ticket(SSL*, SSL_SESSION* session, const unsigned char*, std::size_t,
                                   SSL_TICKET_STATUS status, void*) {
  if (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  X509* const client = SSL_SESSION_get0_peer(session);
  if (client != nullptr && X509_cmp_current_time(X509_get0_notAfter(client)) <= 0)
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
}

// Staples what the authority says of the certificate that was chosen.
int on_status(SSL* ssl, void* argument) {
  const auto& chosen = *static_cast<const Vhosts::Chosen*>(argument);
  const X509* const shown = SSL_get_certificate(ssl);
  if (shown == nullptr) return SSL_TLSEXT_ERR_NOACK;
  const int type = EVP_PKEY_get_base_id(X509_get0_pubkey(shown));
  for (const Credential* credential : chosen) {
    const auto& answer = credential->ocsp();
    if (credential->key_type() != type || !answer) continue;
    if (!answer->valid_at(std::chrono::system_clock::now())) break;
    void* const copy = OPENSSL_memdup(answer->der.data(), answer->der.size());
    if (copy == nullptr) break;
    SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(answer->der.size()));
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

// NOLINTNEXTLINE(readability-function-size): the parameters are OpenSSL's
int on_alpn(SSL* ssl, const unsigned char** chosen, unsigned char* size,
            const unsigned char* offered, unsigned int offered_size, void*) {
  const std::string& ours = body_of(ssl).protocols;
  unsigned char* match = nullptr;
  const int result =
      SSL_select_next_proto(&match, size, reinterpret_cast<const unsigned char*>(ours.data()),
                            static_cast<unsigned int>(ours.size()), offered, offered_size);
  if (result != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = match;
  return SSL_TLSEXT_ERR_OK;
}

std::string with_lengths(const std::vector<std::string>& protocols) {
  std::string list;
  for (const std::string& protocol : protocols) {
    MERIDIAN_CHECK(!protocol.empty() && protocol.size() <= 255);
    list += static_cast<char>(protocol.size());
    list += protocol;
  }
  return list;
}

}  // namespace

ServerContext::Body::Body(std::shared_ptr<const Credentials> from, const config::Listener& listener,
                          std::shared_ptr<const TicketKeys> keys)
    : credentials(std::move(from)),
      protocols(with_lengths(listener.alpn)),
      tickets(std::move(keys)),
      digest(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
      strict_sni(listener.strict_sni),
      policies(listener, *credentials) {
  MERIDIAN_CHECK(digest != nullptr);
}

Owned<SSL_CTX> ServerContext::Body::make_context(const HostPolicy& policy,
                                                 const Vhosts::Chosen& chosen) {
  Owned<SSL_CTX> owned(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = owned.get();
  MERIDIAN_CHECK(context != nullptr);
  apply_common_settings(context);
  SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_app_data(context, this);
  SSL_CTX_set_client_hello_cb(context, on_client_hello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(context, on_server_name);
  if (!protocols.empty()) SSL_CTX_set_alpn_select_cb(context, on_alpn, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets need none
  SSL_CTX_set_timeout(context, kSessionSeconds);
  MERIDIAN_CHECK(SSL_CTX_set_num_tickets(context, 1) == 1);
  MERIDIAN_CHECK(SSL_CTX_set_tlsext_ticket_key_evp_cb(context, on_ticket) == 1);
  if (policies.any_authenticates())
    MERIDIAN_CHECK(SSL_CTX_set_session_ticket_cb(context, nullptr, on_opened_ticket, nullptr) == 1);
  const bool staples = std::any_of(chosen.begin(), chosen.end(),
                                   [](const Credential* one) { return one->ocsp().has_value(); });
  if (staples) {
    SSL_CTX_set_tlsext_status_cb(context, on_status);
    SSL_CTX_set_tlsext_status_arg(context, const_cast<Vhosts::Chosen*>(&chosen));
  }
  policy.install_in(context);
  return owned;
}

// The hello callback and not the server name callback: OpenSSL accepts a TLS 1.3 ticket before the
// latter runs, so a session of one name would resume under another (CVE-2025-23419).
std::optional<int> ServerContext::Body::choose_vhost(SSL* ssl) const {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  std::optional<ServerName> name;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) == 1)
    name = read_server_name({bytes, size});
  const std::string_view text = name ? name->text() : std::string_view{};

  const Vhosts::Vhost& vhost = vhosts->find(text);
  if (strict_sni && !vhost.certified) return SSL_AD_UNRECOGNIZED_NAME;
  if (SSL_get_SSL_CTX(ssl) != vhost.context && SSL_set_SSL_CTX(ssl, vhost.context) == nullptr)
    return SSL_AD_INTERNAL_ERROR;
  if (vhost.policy != &policies.rest()) vhost.policy->apply_to(ssl);

  // What a session is bound to: the policy and the name, whatever certificate serves it, so that a
  // renewed certificate or another edge accepts it too.
  std::string scope = vhost.policy->scope;
  scope += text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bound;
  unsigned int bound_size = 0;
  static_assert(SSL_MAX_SID_CTX_LENGTH == 32);  // as long as SHA-256
  const bool set = EVP_Digest(scope.data(), scope.size(), bound.data(), &bound_size, digest.get(),
                              nullptr) == 1 &&
                   SSL_set_session_id_context(ssl, bound.data(), bound_size) == 1;
  if (!set) return SSL_AD_INTERNAL_ERROR;
  return std::nullopt;
}

ServerContext::ServerContext() = default;
ServerContext::~ServerContext() = default;

Result<std::unique_ptr<ServerContext>> ServerContext::make(
    std::shared_ptr<const Credentials> credentials, const config::Listener& listener,
    std::shared_ptr<const TicketKeys> tickets) {
  std::unique_ptr<ServerContext> made(new ServerContext);
  made->body_ = std::make_unique<Body>(std::move(credentials), listener, std::move(tickets));
  Body* body = made->body_.get();
  auto vhosts = Vhosts::build(*body->credentials, body->policies,
                              [body](const HostPolicy& policy, const Vhosts::Chosen& chosen) {
                                return body->make_context(policy, chosen);
                              });
  ERR_clear_error();
  if (!vhosts) return vhosts.error();
  body->vhosts.emplace(std::move(*vhosts));
  return made;
}

bool ServerContext::serves_alike(std::string_view one, std::string_view other) const {
  if (one.empty() && body_->policies.only_one()) return true;
  const auto first = ServerName::from(one);
  const auto second = ServerName::from(other);
  const Vhosts& vhosts = *body_->vhosts;
  const Vhosts::Vhost& a = vhosts.find(first ? first->text() : std::string_view{});
  const Vhosts::Vhost& b = vhosts.find(second ? second->text() : std::string_view{});
  // A client that said no name did not choose the certificate.
  return a.policy == b.policy && (one.empty() || a.chosen == b.chosen);
}

const ServedPolicy& ServerContext::policy_of(std::string_view name) const {
  const auto known = ServerName::from(name);
  return body_->policies.find(known ? known->text() : std::string_view{}).served;
}

void ServerContext::use_tickets(std::shared_ptr<const TicketKeys> tickets) {
  body_->tickets.use(std::move(tickets));
}

SSL_CTX* ServerContext::native() const {
  return body_->vhosts->first();
}

}  // namespace meridian::tls
