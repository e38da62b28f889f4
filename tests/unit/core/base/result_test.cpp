#include "meridian/core/base/result.hpp"

#include <gtest/gtest.h>

#include <set>

namespace meridian {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return Error{ErrorCode::invalid, ErrorSource::client, false, "odd number"};
  return n / 2;
}

TEST(Result, CarriesTheValueOrTheError) {
  EXPECT_EQ(half(8).value(), 4);
  const auto failed = half(3);
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().code, ErrorCode::invalid);
  EXPECT_EQ(failed.error().context, "odd number");
}

TEST(ResultDeathTest, AskingAnErrorForItsValueIsABugThatNamesTheContext) {
  EXPECT_DEATH(static_cast<void>(half(3).value()), "odd number");
}

TEST(Result, EveryCodeAndSourceHasItsOwnName) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::io); ++i)
    names.insert(to_string(static_cast<ErrorCode>(i)));
  EXPECT_EQ(names.size(), 8u);
  for (int i = 0; i <= static_cast<int>(ErrorSource::store); ++i)
    names.insert(to_string(static_cast<ErrorSource>(i)));
  EXPECT_EQ(names.size(), 13u);
  EXPECT_FALSE(names.contains("unknown"));
}

}  // namespace
}  // namespace meridian
