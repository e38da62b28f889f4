#include "io/tls/openssl.hpp"

#include <openssl/err.h>

namespace meridian::tls {

std::string_view take_error() {
  const unsigned long code = ERR_peek_error();
  if (code == 0) return {};
  const char* text = ERR_reason_error_string(code);
  ERR_clear_error();
  return text != nullptr ? std::string_view(text) : std::string_view("unknown OpenSSL error");
}

}  // namespace meridian::tls
