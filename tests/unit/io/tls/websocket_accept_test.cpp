#include "meridian/io/tls/websocket_accept.hpp"

#include <gtest/gtest.h>

namespace meridian::tls {
namespace {

TEST(WebsocketAccept, IsThatOfTheSpecification) {  // RFC 6455, 1.3
  EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

}  // namespace
}  // namespace meridian::tls
