#include "core/config/yaml_tree.hpp"

#include <gtest/gtest.h>

#include <string>

#include "meridian/core/base/limits.hpp"

namespace meridian::config {
namespace {

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string first_error(std::string_view text) {
  Report report;
  read_tree(text, report);
  const auto errors = report.take();
  return errors.empty() ? "" : format(errors.front(), "f");
}

TEST(ReadTree, KeepsThePlaceOfEveryValue) {
  Report report;
  const auto tree = read_tree("a:\n  - x\n  - {b: \"2\"}\n", report);
  ASSERT_TRUE(tree);
  EXPECT_TRUE(report.empty());
  const Node* list = tree->find("a");
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->children.size(), 2U);
  EXPECT_EQ(list->key_at.line, 1);
  EXPECT_EQ(list->children[0].text, "x");
  EXPECT_FALSE(list->children[0].quoted);
  const Node* quoted = list->children[1].find("b");
  ASSERT_NE(quoted, nullptr);
  EXPECT_TRUE(quoted->quoted);
  EXPECT_EQ(quoted->at.line, 3);
  EXPECT_EQ(quoted->at.column, 9);
}

TEST(ReadTree, NorwayStaysACountry) {
  Report report;
  const auto tree = read_tree("country: NO\n", report);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->find("country")->text, "NO");
}

TEST(ReadTree, BothPlacesOfADuplicateKeyAreNamed) {
  EXPECT_EQ(first_error("a: 1\nb: 2\na: 3\n"),
            "f:3:1: error: a: is given twice, first at 1:1; keep one of the two");
}

TEST(ReadTree, WhatIsMoreThanOneDocumentIsRefused) {
  EXPECT_NE(first_error("a: 1\n---\nb: 2\n").find("f:2:1: error: a second document"),
            std::string::npos);
  EXPECT_NE(first_error("- a\nb: 1\n"), "");
  EXPECT_EQ(first_error("---\na: 1\n...\n"), "");
}

TEST(ReadTree, AnchorsAliasesAndTagsAreRefused) {
  EXPECT_NE(first_error("a: &x 1\n").find("anchors"), std::string::npos);
  EXPECT_NE(first_error("a: &x [1]\n").find("anchors"), std::string::npos);
  EXPECT_NE(first_error("a: &x 1\nb: 2\nc: *x\n").find("anchors"), std::string::npos);
  EXPECT_NE(first_error("a: *x\n").find("aliases"), std::string::npos);
  EXPECT_NE(first_error("a: !!int 1\n").find("tags"), std::string::npos);
  EXPECT_NE(first_error("a: !x {b: 1}\n").find("tags"), std::string::npos);
}

TEST(ReadTree, KeysMustBeSingleWords) {
  EXPECT_NE(first_error("? [a]\n: b\n").find("cannot be a key"), std::string::npos);
  EXPECT_NE(first_error("? {a: 1}\n: b\n").find("cannot be a key"), std::string::npos);
  EXPECT_NE(first_error(": b\n").find("a key is missing"), std::string::npos);
}

TEST(ReadTree, DepthIsBounded) {
  const int deepest = limits::kConfigDepthMax - 1;  // the map around them is a level too
  EXPECT_EQ(first_error("a: " + repeated("[", deepest) + repeated("]", deepest)), "");
  EXPECT_NE(first_error("a: " + repeated("[", deepest + 1) + repeated("]", deepest + 1))
                .find("nested more than 32"),
            std::string::npos);
  EXPECT_NE(first_error("a: " + repeated("[", 10'000)), "");
  EXPECT_NE(first_error(repeated("- ", 10'000)), "");
  EXPECT_NE(first_error(repeated("? ", 10'000)), "");
  EXPECT_NE(first_error(repeated("{a: ", 10'000)), "");
}

TEST(ReadTree, SizeIsBounded) {
  std::string text = "a: 1\n#";
  text.resize(limits::kConfigBytesMax, 'x');
  EXPECT_EQ(first_error(text), "");
  text += 'x';
  EXPECT_EQ(first_error(text),
            "f:1:1: error: the file is larger than 1 MiB; a config of this size is not supported");
}

TEST(ReadTree, TextThatIsNoYamlEndsInAnError) {
  for (const auto* bad : {"",
                          "# nothing",
                          "a: [1",
                          "a: {b: 1",
                          "a: \"x",
                          "a: 'x",
                          "a: @x",
                          "a: b: c",
                          "a: 1\n]",
                          "a:\n  b: 1\n c: 2",
                          "%YAML 9.9\n---\na: 1",
                          "a: \"\\q\"",
                          "a\n b: 1",
                          "[",
                          "]",
                          "{",
                          "}",
                          "&",
                          "*",
                          "|x",
                          "a: |9x\n"}) {
    EXPECT_NE(first_error(bad), "") << bad;
  }
}

TEST(ReadTree, ANulByteIsReportedWithItsPlace) {
  const std::string text("a: 1\nb: \0", 10);
  EXPECT_EQ(first_error(text), "f:2:4: error: a control character is not allowed; remove it");
}

}  // namespace
}  // namespace meridian::config
