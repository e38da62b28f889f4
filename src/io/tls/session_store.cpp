#include "io/tls/session_store.hpp"

#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::tls {

namespace {

// NOLINTNEXTLINE(readability-function-size): the parameters are OpenSSL's
void free_store(void*, void* store, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<SessionStore*>(store);
}

int store_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, free_store);
  return index;
}

SessionStore* store_of(SSL* ssl) {
  return static_cast<SessionStore*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), store_index()));
}

// The verified name: a session made under it must not serve another one, because resumption does
// not verify again.
std::string name_of(SSL* ssl) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  if (const char* host = X509_VERIFY_PARAM_get0_host(parameters, 0); host != nullptr) return host;
  const Owned<unsigned char> address(
      reinterpret_cast<unsigned char*>(X509_VERIFY_PARAM_get1_ip_asc(parameters)));
  return address != nullptr ? reinterpret_cast<const char*>(address.get()) : "";
}

}  // namespace

void SessionStore::attach(SSL_CTX* context) {
  MERIDIAN_CHECK(SSL_CTX_set_ex_data(context, store_index(), new SessionStore) == 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, on_new_session);
}

void SessionStore::resume(SSL* ssl) {
  const Owned<SSL_SESSION> session = store_of(ssl)->copy_of(name_of(ssl));
  if (session != nullptr) SSL_set_session(ssl, session.get());
}

void SessionStore::renew(SSL* ssl) {
  on_new_session(ssl, SSL_get0_session(ssl));
}

int SessionStore::on_new_session(SSL* ssl, SSL_SESSION* session) {
  if (std::string name = name_of(ssl); !name.empty()) store_of(ssl)->keep(std::move(name), session);
  return 0;  // no reference kept
}

void SessionStore::keep(std::string name, SSL_SESSION* session) {
  if (SSL_SESSION_is_resumable(session) != 1) return;
  Owned<SSL_SESSION> copy(SSL_SESSION_dup(session));
  if (copy == nullptr) return;
  const std::lock_guard lock(mutex_);
  if (sessions_.size() >= limits::kStoredSessionsMax && !sessions_.contains(name))
    sessions_.erase(sessions_.begin());
  sessions_.insert_or_assign(std::move(name), std::move(copy));
}

Owned<SSL_SESSION> SessionStore::copy_of(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(name);
  if (found == sessions_.end()) return nullptr;
  return Owned<SSL_SESSION>(SSL_SESSION_dup(found->second.get()));
}

}  // namespace meridian::tls
