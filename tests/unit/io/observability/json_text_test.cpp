#include "io/observability/json_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace meridian::observability {
namespace {

std::string json_of(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

TEST(JsonText, PassesPlainTextAndUtf8) {
  EXPECT_EQ(json_of(""), R"("")");
  EXPECT_EQ(json_of("/a b?c=d"), R"("/a b?c=d")");
  EXPECT_EQ(json_of("Zürich 東京 🌍"), "\"Zürich 東京 🌍\"");
}

TEST(JsonText, EscapesQuotesAndBackslashes) {
  EXPECT_EQ(json_of(R"(a"b\c)"), R"("a\"b\\c")");
}

TEST(JsonText, EscapesWhatMovesATerminalOrSplitsALine) {
  EXPECT_EQ(json_of("a\r\n\x1b[2J\x7f"), R"("a\u000d\u000a\u001b[2J\u007f")");
  EXPECT_EQ(json_of("\xc2\x9b"), R"("\u009b")");
  EXPECT_EQ(json_of("\xe2\x80\xa8\xe2\x80\xa9"), R"("\u2028\u2029")");
  EXPECT_EQ(json_of(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonText, ShowsBytesThatAreNotUtf8) {
  EXPECT_EQ(json_of("\xff"), R"("\\xff")");
  EXPECT_EQ(json_of("a\xc3"), R"("a\\xc3")");                  // cut short
  EXPECT_EQ(json_of("\xc0\xaf"), R"("\\xc0\\xaf")");           // an overlong slash
  EXPECT_EQ(json_of("\xed\xa0\x80"), R"("\\xed\\xa0\\x80")");  // a surrogate
  EXPECT_EQ(json_of("\xf4\x90\x80\x80"), R"("\\xf4\\x90\\x80\\x80")");
  EXPECT_EQ(json_of("\xe2\x28\xa1"), R"("\\xe2(\\xa1")");
}

TEST(JsonText, RandomBytesAlwaysGiveJsonThatParses) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 20000; ++i) {
    std::string bytes(random() % 24, '\0');
    for (char& c : bytes)
      c = static_cast<char>(random() % 3 == 0 ? random() : 0x20 + random() % 95);
    const std::string text = json_of(bytes);
    ASSERT_TRUE(nlohmann::json::accept(text)) << text;
  }
}

TEST(JsonText, ValidUtf8ReadsBackUnchanged) {
  std::mt19937_64 random(6);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (std::size_t n = random() % 10; n > 0; --n) {
      const char* const kParts[] = {"a", "\"", "\\",       "ü",           "東",
                                    "🌍", "\n", "\xc2\x85", "\xe2\x80\xa8"};
      text += kParts[random() % std::size(kParts)];
    }
    ASSERT_EQ(nlohmann::json::parse(json_of(text)).get<std::string>(), text);
  }
}

}  // namespace
}  // namespace meridian::observability
