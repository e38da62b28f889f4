#include "service/proxy/client_certificate.hpp"

#include <string_view>

#include "meridian/core/base/base64.hpp"

namespace meridian::proxy {

namespace {

constexpr std::size_t kDerBytesMax = 6 * 1024;
constexpr std::size_t kSubjectBytesMax = 1024;

}  // namespace

std::string client_certificate_lines(const tls::PeerCertificate& certificate) {
  std::string lines;
  if (certificate.der.size() <= kDerBytesMax)
    lines += "Client-Cert: :" + base64(certificate.der) + ":\r\n";
  if (!certificate.subject.empty() && certificate.subject.size() <= kSubjectBytesMax)
    lines += "X-Client-Cert-Subject: " + certificate.subject + "\r\n";
  return lines + "X-Client-Cert-Sha256: " + certificate.sha256 + "\r\n";
}

}  // namespace meridian::proxy
