#include "core/proxy_protocol/crc32c.hpp"

#include <gtest/gtest.h>

#include <string>

namespace meridian::proxy_protocol {
namespace {

TEST(Crc32c, IsTheOneOfTheStandard) {
  EXPECT_EQ(crc32c_with_zeros("123456789", 100), 0xe3069283U);
  EXPECT_EQ(crc32c_with_zeros(std::string(32, '\0'), 100), 0x8a9136aaU);  // RFC 3720, B.4
  EXPECT_EQ(crc32c_with_zeros(std::string(32, '\xff'), 100), 0x62a8ab43U);
}

TEST(Crc32c, TakesFourBytesAsZero) {
  EXPECT_EQ(crc32c_with_zeros("ab1234cd", 2),
            crc32c_with_zeros(std::string("ab\0\0\0\0cd", 8), 100));
}

}  // namespace
}  // namespace meridian::proxy_protocol
