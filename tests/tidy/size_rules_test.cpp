#include <gtest/gtest.h>

#include "tests/tidy/function_scan.hpp"
#include "tests/tidy/rules.hpp"

namespace meridian::tidy {
namespace {

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

SourceFile function_of(int lines) {
  return make_source("src/core/base/a.cpp",
                     "int f() {\n" + repeated("  g();\n", lines - 2) + "}\n");
}

TEST(FunctionScan, FindsFunctionsInNamespacesAndClasses) {
  const auto found = functions_of(
      "namespace a::b {\nstruct S : T {\n  int one() const {\n    return 1;\n  }\n  int x = "
      "0;\n};\n"
      "void S::two(int y) {\n  if (y) {\n  }\n}\n}\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "one");
  EXPECT_EQ(found[0].first_line, 3);
  EXPECT_EQ(found[0].lines, 3);
  EXPECT_EQ(found[1].name, "S::two");
  EXPECT_EQ(found[1].lines, 4);
}

TEST(FunctionScan, InitialisersAreNoFunctions) {
  EXPECT_TRUE(functions_of("constexpr std::array<int, 2> k{1,\n 2};\nint a[] = {1};\n"
                           "enum class E : int { a, b };\nvoid f(A a = {});\n")
                  .empty());
}

TEST(FunctionScan, ConstructorListsBelongToTheBodyBehindThem) {
  const auto found =
      functions_of("A::A(int x) : b_{x}, c_{std::move(x)} {\n  d();\n}\nint g() {}\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "A::A");
  EXPECT_EQ(found[0].lines, 3);
  EXPECT_EQ(found[1].name, "g");
}

TEST(FunctionScan, NamesTestsByTheirTwoParts) {
  const auto found = functions_of("#define X(a) \\\n  { a }\nTEST_F(Suite, Case) {\n}\n");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].name, "TEST_F(Suite, Case)");
  EXPECT_EQ(found[0].first_line, 3);
}

TEST(FunctionScan, TemplatesAndTrailingTypesAreFunctions) {
  const auto found = functions_of(
      "template <class T>\nauto f(T t) -> std::vector<T> {\n}\n"
      "template <class T>\nclass C final : public B<T> {\n  void g() noexcept(true) {}\n};");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].name, "f");
  EXPECT_EQ(found[1].name, "g");
}

TEST(SizeRules, FunctionsHaveASoftAndAHardLimit) {
  EXPECT_TRUE(over_soft_limit({function_of(40)}).empty());
  EXPECT_EQ(over_soft_limit({function_of(41)}), (Oversizes{{"src/core/base/a.cpp:f", 41}}));
  EXPECT_TRUE(over_hard_limit({function_of(70)}).empty());
  EXPECT_EQ(over_hard_limit({function_of(71)}).size(), 1u);
}

TEST(SizeRules, FilesHaveASoftAndAHardLimit) {
  EXPECT_EQ(over_soft_limit({make_source("a.cpp", repeated("int a;\n", 400))}), Oversizes{});
  EXPECT_EQ(over_soft_limit({make_source("a.cpp", repeated("int a;\n", 401))}).size(), 1u);
  EXPECT_EQ(over_soft_limit({make_source("a.hpp", repeated("int a;\n", 151))}).size(), 1u);
  EXPECT_EQ(over_hard_limit({make_source("a.cpp", repeated("int a;\n", 601))}).size(), 1u);
  EXPECT_EQ(over_hard_limit({make_source("a.hpp", repeated("int a;\n", 251))}).size(), 1u);
  EXPECT_TRUE(over_hard_limit({make_source("a.hpp", repeated("int a;\n", 250))}).empty());
}

TEST(SizeRules, BaselineOnlyShrinks) {
  EXPECT_TRUE(against_baseline({{"a.cpp", 410}}, "# why\n410 a.cpp\n").empty());
  EXPECT_EQ(against_baseline({{"a.cpp", 411}}, "410 a.cpp\n").size(), 1u);
  EXPECT_EQ(against_baseline({{"a.cpp", 409}}, "410 a.cpp\n").size(), 1u);
  EXPECT_EQ(against_baseline({}, "410 a.cpp\n").size(), 1u);
  EXPECT_EQ(against_baseline({{"a.cpp:f", 50}}, "").size(), 1u);
}

}  // namespace
}  // namespace meridian::tidy
