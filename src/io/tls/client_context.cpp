#include "meridian/io/tls/context.hpp"

#include "io/tls/context_settings.hpp"
#include "io/tls/openssl.hpp"
#include "io/tls/session_store.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {
namespace {

constexpr unsigned char kProtocols[] = "\x08http/1.1";  // ALPN: the length, then the name

}  // namespace

ClientContext::ClientContext(bool verify)
    : context_(SSL_CTX_new(TLS_client_method())), verify_(verify) {
  MERIDIAN_CHECK(context_ != nullptr);
  apply_common_settings(context_);
  SSL_CTX_set_verify(context_, verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
}

// Loads the authorities that a peer must have its certificate from.
Result<bool> ClientContext::trust(const std::string& ca_file) const {
  if (!verify_) return true;
  const bool loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(context_) == 1
                                      : SSL_CTX_load_verify_file(context_, ca_file.c_str()) == 1;
  const std::string reason(take_error());
  if (loaded) return true;
  const std::string what = ca_file.empty() ? "the system's CA certificates" : ca_file;
  return Error{ErrorCode::invalid, ErrorSource::file, false,
               what + ": holds no CA certificate that can be read: " + reason};
}

Result<std::unique_ptr<ClientContext>> ClientContext::make(const config::UpstreamTls& settings) {
  std::unique_ptr<ClientContext> made(new ClientContext(settings.verify));
  SessionStore::attach(made->context_);
  MERIDIAN_CHECK(SSL_CTX_set_alpn_protos(made->context_, kProtocols, sizeof(kProtocols) - 1) == 0);
  if (const auto trusts = made->trust(settings.ca_file); !trusts) return trusts.error();
  return made;
}

Result<std::unique_ptr<ClientContext>> ClientContext::make(const PeerTls& settings) {
  std::unique_ptr<ClientContext> made(new ClientContext(settings.verify));
  SessionStore::attach(made->context_);
  if (const auto trusts = made->trust(settings.ca_file); !trusts) return trusts.error();
  if (settings.cert_file.empty()) return made;
  SSL_CTX* context = made->context_;
  if (SSL_CTX_use_certificate_chain_file(context, settings.cert_file.c_str()) != 1)
    return Error{
        ErrorCode::invalid, ErrorSource::file, false,
        settings.cert_file + ": no certificate that can be read: " + std::string(take_error())};
  if (SSL_CTX_use_PrivateKey_file(context, settings.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
    return Error{
        ErrorCode::invalid, ErrorSource::file, false,
        settings.key_file + ": no key of " + settings.cert_file + ": " + std::string(take_error())};
  return made;
}

ClientContext::~ClientContext() {
  SSL_CTX_free(context_);
}

}  // namespace meridian::tls
