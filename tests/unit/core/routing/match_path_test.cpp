#include "core/routing/match_path.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace meridian::routing {
namespace {

std::string matched(std::string_view path) {
  std::array<char, kMatchPathBytesMax> scratch;
  return std::string(match_path(path, scratch));
}

TEST(MatchPath, PlainPathsAreTheirOwn) {
  for (const char* path : {"/", "/a", "/a/", "/a/b.c", "/a.b/c", "/a..b", "*", "", "/a/b...c"})
    EXPECT_EQ(matched(path), path);
  std::array<char, 16> scratch;
  const std::string_view path = "/plain";
  EXPECT_EQ(match_path(path, scratch).data(), path.data());
}

TEST(MatchPath, ResolvesWhatAServerResolves) {
  const std::pair<const char*, const char*> table[] = {
      {"/x/../admin", "/admin"},
      {"/./admin", "/admin"},
      {"/%61dmin", "/admin"},
      {"/x/%2e%2E/admin", "/admin"},
      {"/x/.%2e/admin", "/admin"},
      {"/x/..%2fadmin", "/admin"},
      {"//admin", "/admin"},
      {"/a//b///c", "/a/b/c"},
      {"/..", "/"},
      {"/../../a", "/a"},
      {"/a/b/..", "/a/"},
      {"/a/.", "/a/"},
      {"/a/./b/../c/", "/a/c/"},
      {"/a%20b", "/a b"},
      {"/.hidden", "/.hidden"},
      {"/a/..b", "/a/..b"},
      {"/a/...", "/a/..."},
      {"/100%", "/100%"},
      {"/%zz/%4", "/%zz/%4"},
      {"/%252e%252e/a", "/%2e%2e/a"},  // decoded once, as a server does
  };
  for (const auto& [path, expected] : table) EXPECT_EQ(matched(path), expected) << path;
}

TEST(MatchPath, WhatComesOutIsRootedAndHasNoDotSegment) {
  std::mt19937_64 random(7);
  constexpr std::string_view kPieces[] = {"/", ".", "..", "a", "%2e", "%2F", "%", "%4", "bc"};
  for (int i = 0; i < 20'000; ++i) {
    std::string path = "/";
    for (int n = 0; n < 8; ++n) path += kPieces[random() % std::size(kPieces)];
    const std::string out = matched(path) + "/";
    ASSERT_LE(out.size(), path.size() + 1) << path;
    ASSERT_EQ(out.front(), '/') << path;
    ASSERT_EQ(out.find("/../"), std::string::npos) << path;
    ASSERT_EQ(out.find("/./"), std::string::npos) << path;
  }
}

TEST(MatchPath, ALongerPathThanARequestCanHaveStaysAsItIs) {
  const std::string path = "/x/../" + std::string(kMatchPathBytesMax, 'a');
  EXPECT_EQ(matched(path), path);
}

}  // namespace
}  // namespace meridian::routing
