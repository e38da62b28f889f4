#include "io/tls/openssl.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

namespace meridian::tls {

std::string_view take_error() {
  const unsigned long code = ERR_peek_error();
  if (code == 0) return {};
  const char* text = ERR_reason_error_string(code);
  ERR_clear_error();
  return text != nullptr ? std::string_view(text) : std::string_view("unknown OpenSSL error");
}

bool at_end_of_pem() {
  const unsigned long code = ERR_peek_last_error();
  return ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) == PEM_R_NO_START_LINE;
}

}  // namespace meridian::tls
