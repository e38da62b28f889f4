#include "meridian/io/tls/mac_key.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace meridian::tls {
namespace {

const std::string kSecret(32, 's');

TEST(MacKey, SignsAsRfc4231Says) {
  // Test case 1: key of twenty 0x0b, "Hi There"; its HMAC begins with
  // b0344c61d8db38535ca8afceaf0bf12b.
  const MacKey key(std::string(20, '\x0b'));
  EXPECT_EQ(key.sign("Hi There"), "sDRMYdjbOFNcqK_OrwvxKw");
}

TEST(MacKey, VerifiesOnlyItsOwnMacOfTheSameText) {
  const MacKey key(kSecret);
  const std::string mac = key.sign("text");
  EXPECT_EQ(mac.size(), 22U);
  EXPECT_TRUE(key.verify("text", mac));
  EXPECT_FALSE(key.verify("texts", mac));
  EXPECT_FALSE(key.verify("text", mac.substr(1)));
  EXPECT_FALSE(key.verify("text", ""));
  for (std::size_t i = 0; i < mac.size(); ++i) {
    std::string wrong = mac;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(key.verify("text", wrong)) << i;
  }
  EXPECT_FALSE(MacKey(std::string(32, 't')).verify("text", mac));
}

TEST(MacKey, HasAnIdThatTellsItApart) {
  EXPECT_EQ(MacKey(kSecret).id(), MacKey(kSecret).id());
  EXPECT_EQ(MacKey(kSecret).id().size(), 8U);
  EXPECT_NE(MacKey(kSecret).id(), MacKey(MacKey::random_secret()).id());
  EXPECT_NE(MacKey(MacKey::random_secret()).id(), MacKey(MacKey::random_secret()).id());
}

TEST(MacKey, IsReadFromAFileOfItsOwnSize) {
  const auto path =
      std::filesystem::temp_directory_path() / ("mac-key-" + std::to_string(::getpid()));
  std::ofstream(path) << kSecret;
  const auto key = MacKey::load(path.string(), 32);
  ASSERT_TRUE(key.has_value());
  EXPECT_EQ((*key)->id(), MacKey(kSecret).id());
  EXPECT_TRUE(MacKey::load(path.string(), 33).has_error());
  std::ofstream(path) << std::string(5000, 's');
  EXPECT_TRUE(MacKey::load(path.string(), 32).has_error());
  std::filesystem::remove(path);
  EXPECT_TRUE(MacKey::load(path.string(), 32).has_error());
}

}  // namespace
}  // namespace meridian::tls
