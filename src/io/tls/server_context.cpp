#include "io/tls/server_context.hpp"

#include <openssl/err.h>

#include <array>

#include "io/tls/context_settings.hpp"
#include "io/tls/server_name.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/text.hpp"

namespace meridian::tls {

namespace {

constexpr long kSessionSeconds = 2 * 60 * 60;  // how long a ticket resumes

ServerContext::Body& body_of(SSL* ssl) {
  return *static_cast<ServerContext::Body*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
}

int on_client_hello(SSL* ssl, int* alert, void*) {
  if (body_of(ssl).choose_vhost(ssl)) return SSL_CLIENT_HELLO_SUCCESS;
  *alert = SSL_AD_INTERNAL_ERROR;
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

ServerContext::Body::Body(const config::Listener& listener, std::shared_ptr<const TicketKeys> keys)
    : listener_name(listener.name),
      protocols(with_lengths(listener.alpn)),
      tickets(std::move(keys)),
      digest(EVP_MD_fetch(nullptr, "SHA256", nullptr)) {
  MERIDIAN_CHECK(digest != nullptr);
}

Owned<SSL_CTX> ServerContext::Body::make_context() {
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
  return owned;
}

// The hello callback and not the server name callback: OpenSSL accepts a TLS 1.3 ticket before the
// latter runs, so a session of one name would resume under another (CVE-2025-23419).
bool ServerContext::Body::choose_vhost(SSL* ssl) const {
  const unsigned char* bytes = nullptr;
  std::size_t size = 0;
  std::optional<ServerName> name;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &bytes, &size) == 1)
    name = read_server_name({bytes, size});
  const std::string_view text = name ? name->text() : std::string_view{};

  SSL_CTX* context = vhosts.find(text);
  if (SSL_get_SSL_CTX(ssl) != context && SSL_set_SSL_CTX(ssl, context) == nullptr) return false;

  // What a session is bound to: the listener and the name, whatever certificate serves it, so that
  // a renewed certificate or another edge accepts it too.
  std::string scope = listener_name;
  scope += '\0';
  scope += text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bound;
  unsigned int bound_size = 0;
  static_assert(SSL_MAX_SID_CTX_LENGTH == 32);  // as long as SHA-256
  return EVP_Digest(scope.data(), scope.size(), bound.data(), &bound_size, digest.get(), nullptr) ==
             1 &&
         SSL_set_session_id_context(ssl, bound.data(), bound_size) == 1;
}

ServerContext::ServerContext() = default;
ServerContext::~ServerContext() = default;

Result<std::unique_ptr<ServerContext>> ServerContext::make(
    std::shared_ptr<const Credentials> credentials, const config::Listener& listener,
    std::shared_ptr<const TicketKeys> tickets) {
  std::unique_ptr<ServerContext> made(new ServerContext);
  made->body_ = std::make_unique<Body>(listener, std::move(tickets));
  Body* body = made->body_.get();
  auto vhosts = Vhosts::build(*credentials, [body] { return body->make_context(); });
  ERR_clear_error();
  if (!vhosts) return vhosts.error();
  body->vhosts = std::move(*vhosts);
  return made;
}

bool ServerContext::serves_alike(std::string_view one, std::string_view other) const {
  const Vhosts& vhosts = body_->vhosts;
  return vhosts.find(to_lower(one)) == vhosts.find(to_lower(other));
}

SSL_CTX* ServerContext::native() const {
  return body_->vhosts.first();
}

}  // namespace meridian::tls
