#include "grammar.hpp"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace meridian::differential {
namespace {

std::set<std::string> all_of(const std::string& text, const std::string& name = "m") {
  const Grammar grammar(text);
  std::set<std::string> found;
  Draw draw(1);
  for (int i = 0; i < 200; ++i) found.insert(grammar.derive(name, draw).bytes);
  return found;
}

using Strings = std::set<std::string>;

TEST(GrammarOf, DerivesEveryAlternative) {
  EXPECT_EQ(all_of("m = \"a\" | \"b\" c\nc = \"c\"\n"), (Strings{"a", "bc"}));
  EXPECT_EQ(all_of("m = (\"a\" | \"b\") \"c\"\n"), (Strings{"ac", "bc"}));
  EXPECT_EQ(all_of("m = 1*3\"a\"\n"), (Strings{"a", "aa", "aaa"}));
  EXPECT_EQ(all_of("m = 0*1(\"a\" | \"b\")\n"), (Strings{"", "a", "b"}));
  EXPECT_EQ(all_of("m = 2c\nc = \"x\"\n"), (Strings{"xx"}));
}

TEST(GrammarOf, KnowsEscapesCommentsAndContinuations) {
  EXPECT_EQ(all_of("# a comment\nm = \"\\r\\n\\t\\x7f\\\"\\\\\"\n"), (Strings{"\r\n\t\x7f\"\\"}));
  EXPECT_EQ(all_of("m = \"a\"\n  | \"b\"\n"), (Strings{"a", "b"}));
}

TEST(GrammarOf, RemembersWhatMustAgree) {
  EXPECT_EQ(all_of("m = #b \" \" %b \" \" $b $b\nb = \"0123456789\"\n"),
            (Strings{"10 a 01234567890123456789"}));
  for (const std::string& message : all_of("m = #b \":\" $b\nb = 1*9\"x\"\n"))
    EXPECT_EQ(message.substr(0, 1), std::to_string(message.size() - 2));
}

TEST(GrammarOf, MarksWhatIsHostile) {
  const Grammar grammar("case F1 m = \"a\" <\"b\" \"c\"> \"d\"\n");
  Draw draw(1);
  const Derivation derived = grammar.derive("m", draw);
  EXPECT_EQ(derived.bytes, "abcd");
  EXPECT_EQ(derived.mark, "bc");
  ASSERT_EQ(grammar.starts().size(), 1u);
  EXPECT_EQ(grammar.starts()[0].id, "F1");
}

TEST(GrammarOf, RefusesWhatItDoesNotUnderstand) {
  for (const char* text : {"m \"a\"\n", "m = missing\n", "m = \"open\n", "m = (\"a\"\n",
                           "m = \"a\")\n", "m = 3*2\"a\"\n", "m = \"\\q\"\n", "m = \"\\x1\"\n",
                           "m = \"a\"\nm = \"b\"\n", "case m = \"a\"\n", "m = *\n"})
    EXPECT_THROW(Grammar{text}, std::runtime_error) << text;
}

}  // namespace
}  // namespace meridian::differential
