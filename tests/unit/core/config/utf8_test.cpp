#include "core/config/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace meridian::config {
namespace {

TEST(FindBadByte, AcceptsEveryLengthOfCharacter) {
  EXPECT_FALSE(find_bad_byte("plain\ttext\r\n"));
  EXPECT_FALSE(find_bad_byte("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8c\x8d"));
  EXPECT_FALSE(find_bad_byte(""));
}

TEST(FindBadByte, RefusesWhatRfc3629DoesNotAllow) {
  for (const std::string& bad :
       std::vector<std::string>{"\x80", "\xc0\xaf", "\xc1\x81", "\xe0\x80\xaf", "\xed\xa0\x80",
                                "\xf0\x80\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff",
                                "\xc3", "\xe2\x82", "\xf0\x9f\x8c", "\xc3("}) {
    const auto found = find_bad_byte("ab" + bad);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->offset, 2U);
    EXPECT_FALSE(found->control);
  }
}

TEST(FindBadByte, RefusesControlCharacters) {
  for (const std::string& bad :
       std::vector<std::string>{std::string(1, '\0'), std::string("\x1b"), std::string("\x7f")}) {
    const auto found = find_bad_byte("a" + bad);
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->control);
    EXPECT_EQ(found->offset, 1U);
  }
}

}  // namespace
}  // namespace meridian::config
