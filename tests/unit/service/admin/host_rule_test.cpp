#include "service/admin/host_rule.hpp"

#include <gtest/gtest.h>

namespace meridian::admin {
namespace {

TEST(HostRule, AddressesAndLocalhostAreLocal) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:9901", "10.1.2.3:80", "[::1]", "[::1]:9901",
                           "localhost", "LocalHost:9901"}) {
    EXPECT_TRUE(is_local_host(host)) << host;
  }
}

TEST(HostRule, NamesAndNonsenseAreNot) {
  for (const char* host : {"evil.example.com", "evil.example.com:9901", "localhost.example.com",
                           "127.0.0.1.example.com", "", ":9901", "[::1", "[evil]:1", "127.0.0.1:x",
                           "localhost:123456", "::1", "127.0.0.1@evil.example.com"}) {
    EXPECT_FALSE(is_local_host(host)) << host;
  }
}

}  // namespace
}  // namespace meridian::admin
