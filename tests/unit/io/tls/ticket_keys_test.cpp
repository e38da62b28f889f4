#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "meridian/io/tls/context.hpp"
#include "tests/support/test_certificates.hpp"

namespace meridian::tls {
namespace {

using ::testing::HasSubstr;

class TicketKeyFiles : public ::testing::Test {
 protected:
  testing::TestDirectory directory_;
  std::string first_ = directory_.write("first", std::string(32, 'a'));
  std::string second_ = directory_.write("second", std::string(48, 'b') + "\n");
};

TEST_F(TicketKeyFiles, GiveTheSameKeysOnEveryEdge) {
  EXPECT_EQ(*TicketKeys::load({first_, second_}), *TicketKeys::load({first_, second_}));
}

TEST_F(TicketKeyFiles, TheFirstOneSealsAndAllOpen) {
  const TicketKeys one = *TicketKeys::load({first_, second_});
  const TicketKeys other = *TicketKeys::load({second_, first_});
  EXPECT_EQ(one.keys[0], other.keys[1]);
  EXPECT_EQ(one.keys[1], other.keys[0]);
  EXPECT_NE(one.keys[0], one.keys[1]);
  EXPECT_EQ(one.keys[2], one.keys[1]);
}

TEST_F(TicketKeyFiles, EveryByteCounts) {
  const std::string longer = directory_.write("longer", std::string(32, 'a') + "\n");
  EXPECT_NE(TicketKeys::load({first_})->keys[0], TicketKeys::load({longer})->keys[0]);
}

TEST_F(TicketKeyFiles, ThePartsOfAKeySayNothingOfEachOther) {
  const TicketKey key = TicketKeys::load({first_})->keys[0];
  EXPECT_NE(key.cipher, key.mac);
  EXPECT_FALSE(std::equal(key.name.begin(), key.name.end(), key.cipher.begin()));
}

TEST_F(TicketKeyFiles, ThatAreShortOrMissingAreRefusedByName) {
  const std::string small = directory_.write("small", std::string(31, 'c'));
  EXPECT_THAT(TicketKeys::load({first_, small}).error().context,
              HasSubstr("small is shorter than 32 bytes"));
  EXPECT_THAT(TicketKeys::load({directory_.path("gone")}).error().context,
              HasSubstr("gone cannot be opened"));
}

TEST(TicketKeys, RenewedKeepTheTwoBefore) {
  const TicketKeys before = TicketKeys::random();
  const TicketKeys after = before.renewed();
  EXPECT_NE(after.keys[0], before.keys[0]);
  EXPECT_EQ(after.keys[1], before.keys[0]);
  EXPECT_EQ(after.keys[2], before.keys[1]);
}

}  // namespace
}  // namespace meridian::tls
