#include "service/proxy/client_certificate.hpp"

#include <gtest/gtest.h>

namespace meridian::proxy {
namespace {

TEST(ClientCertificateLines, AreThoseOfRfc9440AndOurs) {
  EXPECT_EQ(client_certificate_lines({"abcde", "00ff", "CN=alice,O=Example"}),
            "Client-Cert: :YWJjZGU=:\r\n"
            "X-Client-Cert-Subject: CN=alice,O=Example\r\n"
            "X-Client-Cert-Sha256: 00ff\r\n");
}

TEST(ClientCertificateLines, PadTheEncoding) {
  EXPECT_TRUE(client_certificate_lines({"a", "0", ""}).starts_with("Client-Cert: :YQ==:\r\n"));
  EXPECT_TRUE(client_certificate_lines({"abc", "0", ""}).starts_with("Client-Cert: :YWJj:\r\n"));
}

TEST(ClientCertificateLines, KeepTheHashOfWhatIsTooLarge) {
  EXPECT_EQ(client_certificate_lines({std::string(7000, 'a'), "0f", std::string(1025, 'b')}),
            "X-Client-Cert-Sha256: 0f\r\n");
}

}  // namespace
}  // namespace meridian::proxy
