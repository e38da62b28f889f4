// The rules applied to the project itself. Every finding is printed as path:line: message.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/source_tree.hpp"
#include "tests/tidy/rules.hpp"

namespace meridian::tidy {
namespace {

const Tree& project() {
  static const Tree tree = read_tree(test::source_tree());
  return tree;
}

void expect_none(const Findings& findings) {
  for (const Finding& finding : findings)
    ADD_FAILURE() << finding.path << ":" << finding.line << ": " << finding.message;
}

TEST(Tidy, TheTreeIsTheOneMeant) {
  std::size_t sources = 0;
  for (const SourceFile& file : project()) sources += is_cpp(file.path) ? 1u : 0u;
  EXPECT_GT(sources, 20u);
}

TEST(Tidy, LowerLayersNameNoHigherOnes) {
  expect_none(lower_layers_name_no_higher_ones(project()));
}
TEST(Tidy, PrivateHeadersStayInTheirModule) {
  expect_none(private_headers_stay_in_their_module(project()));
}
TEST(Tidy, CoreIncludesNoWorld) {
  expect_none(core_includes_no_world(project()));
}
TEST(Tidy, SourcesIncludeTheirOwnHeaderFirst) {
  expect_none(sources_include_their_own_header_first(project()));
}
TEST(Tidy, PublicHeadersAreUsedByAnotherModule) {
  expect_none(public_headers_are_used_by_another_module(project()));
}
TEST(Tidy, HeadersHaveAGuardAndAnOpeningComment) {
  expect_none(headers_have_a_guard_and_an_opening_comment(project()));
}
TEST(Tidy, NoBannedCalls) {
  expect_none(no_banned_calls(project()));
}
TEST(Tidy, NoUnfinishedWork) {
  expect_none(no_unfinished_work(project()));
}
TEST(Tidy, NamesSayWhatTheyAre) {
  expect_none(names_say_what_they_are(project()));
}
TEST(Tidy, NothingIsOverItsHardLimit) {
  expect_none(over_hard_limit(project()));
}

TEST(Tidy, WhatIsOverItsSoftLimitOnlyShrinks) {
  std::ifstream in(test::source_tree() / "tests/tidy/baseline.txt");
  ASSERT_TRUE(in.is_open());
  const std::string baseline{std::istreambuf_iterator<char>(in), {}};
  expect_none(against_baseline(over_soft_limit(project()), baseline));
}

TEST(Tidy, TheTopHasNoUnknownEntry) {
  std::vector<std::string> entries;
  for (const auto& entry : std::filesystem::directory_iterator(test::source_tree()))
    entries.push_back(entry.path().filename().string());
  expect_none(top_has_no_unknown_entry(entries));
}

}  // namespace
}  // namespace meridian::tidy
