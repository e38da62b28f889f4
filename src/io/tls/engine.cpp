#include "meridian/io/tls/engine.hpp"

#include <openssl/err.h>

#include <cstring>

#include "io/tls/openssl.hpp"
#include "io/tls/session_store.hpp"
#include "io/tls/wire.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/ip_address.hpp"
#include "meridian/core/base/limits.hpp"

namespace meridian::tls {

namespace {

constexpr std::size_t kRecordBytesMax = SSL3_RT_MAX_PLAIN_LENGTH;

// What another user of OpenSSL left in the thread's queue would be taken for our failure.
void drop_foreign_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

// The name is both sent and verified; an address is only verified. False: not usable as either.
bool set_peer_name(SSL* ssl, std::string name) {
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  if (IpAddress::parse(name)) return X509_VERIFY_PARAM_set1_ip_asc(parameters, name.c_str()) == 1;
  if (name.ends_with('.')) name.pop_back();
  if (name.empty()) return false;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(ssl, name.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

std::string_view failure_text(SSL* ssl) {
  const unsigned long code = ERR_peek_error();
  const bool refused =
      ERR_GET_LIB(code) == ERR_LIB_SSL && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED;
  const std::string_view text = take_error();
  if (refused) return X509_verify_cert_error_string(SSL_get_verify_result(ssl));
  return text.empty() ? std::string_view("no room for the output") : text;
}

}  // namespace

CipherBuffer::CipherBuffer(std::size_t capacity)
    : bytes_(new char[capacity]), capacity_(capacity) {}

bool CipherBuffer::append(const char* bytes, std::size_t n) {
  if (n > room()) return false;
  std::memcpy(bytes_.get() + size_, bytes, n);
  size_ += n;
  return true;
}

Engine::Engine(SSL* ssl) : ssl_(ssl) {
  MERIDIAN_CHECK(ssl != nullptr);
  attach_wire(ssl);
}

Engine::~Engine() {
  // Else OpenSSL takes the locks of its session cache to remove the session, which is not there.
  SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(ssl_);
}

std::unique_ptr<Engine> Engine::server(const ServerContext& context) {
  std::unique_ptr<Engine> engine(new Engine(SSL_new(context.native())));
  SSL_set_accept_state(engine->ssl_);
  return engine;
}

std::unique_ptr<Engine> Engine::client(const ClientContext& context,
                                       const std::string& server_name) {
  std::unique_ptr<Engine> engine(new Engine(SSL_new(context.native())));
  SSL_set_connect_state(engine->ssl_);
  if (set_peer_name(engine->ssl_, server_name)) {
    SessionStore::resume(engine->ssl_);
  } else {
    ERR_clear_error();
    engine->fail("the server name is neither a host name nor an address");
  }
  return engine;
}

EngineState Engine::start(CipherBuffer& out) {
  if (state_ != EngineState::handshaking) return state_;
  WireLoan loan(ssl_, {}, out);
  drop_foreign_errors();
  handshake();
  return state_;
}

Engine::ReadResult Engine::read(std::string_view cipher, std::span<char> plain, CipherBuffer& out) {
  MERIDIAN_CHECK(plain.size() >= cipher.size() + kRecordBytesMax);
  WireLoan loan(ssl_, cipher, out);
  drop_foreign_errors();
  if (state_ == EngineState::handshaking) handshake();
  const std::size_t bytes = state_ == EngineState::open ? decrypt(plain, loan.wire()) : 0;
  return {bytes, state_};
}

void Engine::handshake() {
  const int result = SSL_do_handshake(ssl_);
  if (result == 1) {
    state_ = EngineState::open;
    if (SSL_is_server(ssl_) == 0 && resumed() && version() == TLS1_2_VERSION)
      SessionStore::renew(ssl_);
    drop_foreign_errors();
    return;
  }
  const int error = SSL_get_error(ssl_, result);
  if (error == SSL_ERROR_ZERO_RETURN)
    fail("the peer closed during the handshake");
  else if (error != SSL_ERROR_WANT_READ)
    fail(failure_text(ssl_));
}

// Ends when OpenSSL has taken all input, the last part of it perhaps as the beginning of a record.
// Where nothing is left of the input after a record, asking OpenSSL for the next one would only
// cost time.
std::size_t Engine::decrypt(std::span<char> plain, const Wire& wire) {
  std::size_t total = 0;
  while (true) {
    std::size_t n = 0;
    MERIDIAN_CHECK(total < plain.size());
    const int result = SSL_read_ex(ssl_, plain.data() + total, plain.size() - total, &n);
    if (result == 1) {
      total += n;
      records_without_data_ = 0;
      if (wire.input.empty() && SSL_has_pending(ssl_) == 0) return total;
      continue;
    }
    const int error = SSL_get_error(ssl_, result);
    if (error == SSL_ERROR_ZERO_RETURN) {
      state_ = EngineState::closed;
      return total;
    }
    if (error != SSL_ERROR_WANT_READ) {
      fail(failure_text(ssl_));
      return total;
    }
    if (wire.starved) return total;
    if (++records_without_data_ > limits::kRecordsWithoutDataMax) {
      fail("too many records without data");
      return total;
    }
  }
}

bool Engine::write(std::string_view plain, CipherBuffer& out) {
  if (state_ != EngineState::open && state_ != EngineState::closed) return false;
  if (plain.empty()) return true;
  WireLoan loan(ssl_, {}, out);
  drop_foreign_errors();
  std::size_t written = 0;
  if (SSL_write_ex(ssl_, plain.data(), plain.size(), &written) == 1) {
    MERIDIAN_CHECK(written == plain.size());
    return true;
  }
  fail(failure_text(ssl_));
  return false;
}

void Engine::shutdown(CipherBuffer& out) {
  const bool possible = state_ == EngineState::open || state_ == EngineState::closed;
  if (!possible || (SSL_get_shutdown(ssl_) & SSL_SENT_SHUTDOWN) != 0) return;
  WireLoan loan(ssl_, {}, out);
  drop_foreign_errors();
  SSL_shutdown(ssl_);
  drop_foreign_errors();
}

void Engine::fail(std::string_view text) {
  state_ = EngineState::failed;
  failure_ = text;
}

bool Engine::resumed() const {
  return SSL_session_reused(ssl_) == 1;
}

std::uint16_t Engine::version() const {
  return static_cast<std::uint16_t>(SSL_version(ssl_));
}

std::string_view Engine::alpn() const {
  const unsigned char* bytes = nullptr;
  unsigned int size = 0;
  SSL_get0_alpn_selected(ssl_, &bytes, &size);
  return {reinterpret_cast<const char*>(bytes), size};
}

std::string_view Engine::server_name() const {
  const char* name = SSL_get_servername(ssl_, TLSEXT_NAMETYPE_host_name);
  return name != nullptr ? std::string_view(name) : std::string_view{};
}

}  // namespace meridian::tls
