#include "io/tls/ocsp_answer.hpp"

#include <openssl/ocsp.h>

#include <ctime>
#include <fstream>

#include "meridian/core/base/check.hpp"

namespace meridian::tls {

namespace {

constexpr std::size_t kAnswerBytesMax = 16 * 1024;  // it travels in every full handshake

struct ReleaseOcsp {
  void operator()(OCSP_RESPONSE* answer) const { OCSP_RESPONSE_free(answer); }
  void operator()(OCSP_BASICRESP* basic) const { OCSP_BASICRESP_free(basic); }
  void operator()(OCSP_CERTID* id) const { OCSP_CERTID_free(id); }
};
template <class T>
using OwnedOcsp = std::unique_ptr<T, ReleaseOcsp>;

Error bad_answer(const std::string& file, const std::string& text) {
  take_error();
  return {ErrorCode::invalid, ErrorSource::file, false, file + ": " + text};
}

WallTime time_of(const ASN1_GENERALIZEDTIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return WallTime{};
  return std::chrono::system_clock::from_time_t(timegm(&parts));
}

// By the issuer itself or by a responder that it has named.
bool signed_by(OCSP_BASICRESP* basic, X509* issuer) {
  const Owned<X509_STORE> store(X509_STORE_new());
  const Owned<STACK_OF(X509)> chain(sk_X509_new_null());
  MERIDIAN_CHECK(store != nullptr && chain != nullptr);
  MERIDIAN_CHECK(X509_up_ref(issuer) == 1 && sk_X509_push(chain.get(), issuer) > 0);
  MERIDIAN_CHECK(X509_STORE_add_cert(store.get(), issuer) == 1);
  // The issuer may be an intermediate one: trust ends there.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  return OCSP_basic_verify(basic, chain.get(), store.get(), 0) == 1;
}

}  // namespace

Result<OcspAnswer> OcspAnswer::load(const std::string& file, X509* certificate, X509* issuer) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return bad_answer(file, "cannot be opened");
  OcspAnswer answer;
  answer.der.resize(kAnswerBytesMax + 1);
  in.read(answer.der.data(), static_cast<std::streamsize>(answer.der.size()));
  answer.der.resize(static_cast<std::size_t>(in.gcount()));
  if (answer.der.size() > kAnswerBytesMax)
    return bad_answer(file, "is too long for an OCSP answer");
  const auto* bytes = reinterpret_cast<const unsigned char*>(answer.der.data());
  const OwnedOcsp<OCSP_RESPONSE> parsed(
      d2i_OCSP_RESPONSE(nullptr, &bytes, static_cast<long>(answer.der.size())));
  if (parsed == nullptr) return bad_answer(file, "is no OCSP answer in DER");
  if (OCSP_response_status(parsed.get()) != OCSP_RESPONSE_STATUS_SUCCESSFUL)
    return bad_answer(file, "is the refusal of an OCSP answer; fetch it again");
  const OwnedOcsp<OCSP_BASICRESP> basic(OCSP_response_get1_basic(parsed.get()));
  const OwnedOcsp<OCSP_CERTID> id(OCSP_cert_to_id(nullptr, certificate, issuer));
  if (basic == nullptr || id == nullptr)
    return bad_answer(file, "is no OCSP answer that can be used");
  int status = -1;
  ASN1_GENERALIZEDTIME* from = nullptr;
  ASN1_GENERALIZEDTIME* until = nullptr;
  if (OCSP_resp_find_status(basic.get(), id.get(), &status, nullptr, nullptr, &from, &until) != 1)
    return bad_answer(file, "is about another certificate; fetch the one for this certificate");
  if (status != V_OCSP_CERTSTATUS_GOOD)
    return bad_answer(file, std::string("calls the certificate ") + OCSP_cert_status_str(status));
  if (!signed_by(basic.get(), issuer))
    return bad_answer(file, "is not signed by the issuer of the certificate");
  answer.not_before = time_of(from);
  answer.not_after = time_of(until);
  take_error();
  return answer;
}

}  // namespace meridian::tls
