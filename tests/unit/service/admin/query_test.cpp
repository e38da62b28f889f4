#include "service/admin/query.hpp"

#include <gtest/gtest.h>

#include <array>

namespace meridian::admin {
namespace {

constexpr std::array<std::string_view, 2> kNames{"dry_run", "limit"};

TEST(ParseQuery, TakesKnownNamesOnce) {
  EXPECT_EQ(parse_query("", kNames), Query());
  EXPECT_EQ(parse_query("limit=5&dry_run=true", kNames),
            (Query{{"dry_run", "true"}, {"limit", "5"}}));
  for (const char* text : {"pretty", "pretty=1", "limit=1&limit=2", "limit", "=1", "&", "limit=%35",
                           "limit=a b", "limit=1&&dry_run=true"})
    EXPECT_EQ(parse_query(text, kNames), std::nullopt) << text;
}

TEST(FlagOf, IsTrueOrFalse) {
  EXPECT_EQ(flag_of({}, "dry_run"), false);
  EXPECT_EQ(flag_of({{"dry_run", "false"}}, "dry_run"), false);
  EXPECT_EQ(flag_of({{"dry_run", "true"}}, "dry_run"), true);
  EXPECT_EQ(flag_of({{"dry_run", "yes"}}, "dry_run"), std::nullopt);
}

}  // namespace
}  // namespace meridian::admin
