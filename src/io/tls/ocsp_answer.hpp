// What an authority says of a certificate (OCSP, RFC 6960), read from a file, to be stapled to
// handshakes. Immutable.
#pragma once

#include <string>

#include "io/tls/openssl.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::tls {

struct OcspAnswer {
  std::string der;
  WallTime not_before{};
  WallTime not_after{};  // later it says nothing, and is not stapled

  bool valid_at(WallTime now) const { return not_before <= now && now < not_after; }
  // An answer that is no answer, about another certificate, not signed by the certificate's issuer,
  // or other than `good`, is refused; one that is too old is not. `issuer`: the certificate's.
  static Result<OcspAnswer> load(const std::string& file, X509* certificate, X509* issuer);
};

}  // namespace meridian::tls
