#include "cases.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

#include "tests/support/source_tree.hpp"

namespace meridian::differential {
namespace {

Grammar grammar_of(const std::string& name) {
  std::ifstream in(test::source_tree() / "tests/differential" / name);
  EXPECT_TRUE(in.is_open());
  return Grammar(std::string{std::istreambuf_iterator<char>(in), {}});
}

std::vector<Case> drawn(const std::string& name, std::uint64_t seed) {
  return make_cases(grammar_of(name), seed, 600);
}

TEST(MakeCases, AreManyAndDistinct) {
  for (const char* name : {"requests.grammar", "responses.grammar"}) {
    const std::vector<Case> cases = drawn(name, 1);
    std::set<std::string> distinct;
    for (const Case& one : cases)
      distinct.insert(one.sent + kAnswerFollows + one.answer + (one.closes ? kThenClose : ' '));
    EXPECT_GE(distinct.size(), 500u) << name;
    EXPECT_EQ(distinct.size(), cases.size()) << name;
  }
}

TEST(MakeCases, FollowFromTheSeed) {
  const auto texts = [](std::uint64_t seed) {
    std::vector<std::string> all;
    for (const Case& one : drawn("requests.grammar", seed)) all.push_back(one.sent);
    return all;
  };
  EXPECT_EQ(texts(7), texts(7));
  EXPECT_NE(texts(7), texts(8));
}

TEST(MakeCases, TakeRequestAndAnswerApart) {
  const Grammar grammar("case F7 m = \"GET\" \"\\x1e\" <\"HTTP\"> \"\\x1f\"\n");
  const std::vector<Case> cases = make_cases(grammar, 1, 5);
  ASSERT_EQ(cases.size(), 1u);
  EXPECT_EQ(cases[0].sent, "GET");
  EXPECT_EQ(cases[0].answer, "HTTP");
  EXPECT_EQ(cases[0].mark, "HTTP");
  EXPECT_TRUE(cases[0].closes);
}

TEST(MakeCases, TryEveryRuleOfFramingHeadersAndSemantics) {
  std::set<std::string> ids;
  for (const char* name : {"requests.grammar", "responses.grammar"})
    for (const Case& one : drawn(name, 1)) ids.insert(one.id);
  for (const char* id : {"F1", "F2", "F3", "F4", "F5", "F6",  "F7",  "F9",  "F10", "F11",
                         "H1", "H2", "H3", "H5", "H6", "H7",  "H8",  "H9",  "H11", "S1",
                         "S2", "S3", "S4", "S5", "S6", "S11", "S12", "S13", "S14"})
    EXPECT_TRUE(ids.contains(id)) << id;
}

TEST(Printable, EscapesAndCuts) {
  EXPECT_EQ(printable(std::string("a\r\n\t\0\xff", 6), 100), "a\\r\\n\\t\\x00\\xff");
  EXPECT_EQ(printable("abcdef", 3), "abc ... (6 bytes)");
}

}  // namespace
}  // namespace meridian::differential
