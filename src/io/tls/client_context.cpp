#include "meridian/io/tls/context.hpp"

#include "io/tls/context_settings.hpp"
#include "io/tls/openssl.hpp"
#include "io/tls/session_store.hpp"
#include "meridian/core/base/check.hpp"

namespace meridian::tls {
namespace {

constexpr unsigned char kProtocols[] = "\x08http/1.1";  // ALPN: the length, then the name

}  // namespace

Result<std::unique_ptr<ClientContext>> ClientContext::make(const config::UpstreamTls& settings) {
  std::unique_ptr<ClientContext> made(new ClientContext);
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  MERIDIAN_CHECK(context != nullptr);
  made->context_ = context;
  made->verify_ = settings.verify;
  apply_common_settings(context);
  SessionStore::attach(context);
  MERIDIAN_CHECK(SSL_CTX_set_alpn_protos(context, kProtocols, sizeof(kProtocols) - 1) == 0);
  SSL_CTX_set_verify(context, settings.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  if (!settings.verify) return made;

  const bool loaded = settings.ca_file.empty()
                          ? SSL_CTX_set_default_verify_paths(context) == 1
                          : SSL_CTX_load_verify_file(context, settings.ca_file.c_str()) == 1;
  const std::string reason(take_error());
  if (loaded) return made;
  const std::string what =
      settings.ca_file.empty() ? "the system's CA certificates" : settings.ca_file;
  return Error{ErrorCode::invalid, ErrorSource::file, false,
               what + ": holds no CA certificate that can be read: " + reason};
}

ClientContext::~ClientContext() {
  SSL_CTX_free(context_);
}

}  // namespace meridian::tls
