#include "tests/tidy/source_file.hpp"

#include <gtest/gtest.h>

namespace meridian::tidy {
namespace {

TEST(SourceFile, BlanksCommentsAndLiteralsAndKeepsLines) {
  EXPECT_EQ(without_comments_and_literals("a // b\nc /* d\ne */ f"), "a     \nc     \n     f");
  EXPECT_EQ(without_comments_and_literals("f(\"a // b\", 'x', '\\'');"),
            "f(\"      \", ' ', '  ');");
}

TEST(SourceFile, BlanksRawStringsToTheirOwnEnd) {
  EXPECT_EQ(without_comments_and_literals("x = R\"y(a \" )\" b)y\"; z"),
            "x = R\"            \"; z");
}

TEST(SourceFile, DigitSeparatorsStartNoLiteral) {
  EXPECT_EQ(without_comments_and_literals("int a = 1'000; // x"), "int a = 1'000;     ");
}

TEST(SourceFile, ListsIncludesWithTheirLines) {
  const auto includes =
      includes_of(make_source("a.cpp", "#include \"b.hpp\"\n\n#include <vector>\nint x;\n"));
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_EQ(includes[0].path, "b.hpp");
  EXPECT_TRUE(includes[0].quoted);
  EXPECT_EQ(includes[1].path, "vector");
  EXPECT_EQ(includes[1].line, 3);
  EXPECT_FALSE(includes[1].quoted);
}

}  // namespace
}  // namespace meridian::tidy
