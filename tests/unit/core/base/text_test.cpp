#include "meridian/core/base/text.hpp"

#include <gtest/gtest.h>

namespace meridian {
namespace {

TEST(Text, ComparesAsciiLettersOnlyWithoutCase) {
  EXPECT_TRUE(equals_ignoring_case("Content-Length", "cONTENT-lENGTH"));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));        // 0x40 and 0x60 differ by the case bit
  EXPECT_FALSE(equals_ignoring_case("\xc4", "\xe4"));  // not ASCII: left alone
}

TEST(Text, LowersAsciiOnly) {
  EXPECT_EQ(to_lower("AZaz09-\xc4"), "azaz09-\xc4");
}

TEST(Text, TrimTakesSpacesAndTabsOnly) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim("\ra\n"), "\ra\n");
  EXPECT_EQ(trim(" \t "), "");
  EXPECT_EQ(trim(""), "");
}

TEST(Text, ParseDecimalTakesTheWholeRange) {
  EXPECT_EQ(parse_decimal("0"), 0u);
  EXPECT_EQ(parse_decimal("007"), 7u);
  EXPECT_EQ(parse_decimal("18446744073709551615"), 18446744073709551615u);
}

TEST(Text, ParseDecimalRefusesSignsSpacesAndOverflow) {
  for (const char* text : {"", "-1", "+1", " 1", "1 ", "0x1", "1.0", "18446744073709551616", "a"})
    EXPECT_EQ(parse_decimal(text), std::nullopt) << text;
}

TEST(Text, NearestWordFindsATypingSlip) {
  EXPECT_EQ(nearest_word("listners", {"regions", "listeners", "services"}), "listeners");
  EXPECT_EQ(nearest_word("timeuots", {"timeouts", "limits"}), "timeouts");
}

TEST(Text, NearestWordStaysSilentWhenNothingIsNear) {
  EXPECT_EQ(nearest_word("banana", {"regions", "listeners", "services"}), std::nullopt);
  EXPECT_EQ(nearest_word("xy", {"id"}), std::nullopt);
  EXPECT_EQ(nearest_word("listeners", {}), std::nullopt);
  EXPECT_EQ(nearest_word(std::string(65, 'a'), {std::string_view("a")}), std::nullopt);
}

}  // namespace
}  // namespace meridian
