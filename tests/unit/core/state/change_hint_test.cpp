#include "meridian/core/state/change_hint.hpp"

#include <gtest/gtest.h>

namespace meridian::state {
namespace {

TEST(ChangeHint, ComesBackAsItWasWritten) {
  const ChangeHint hint{0xffffffffffffffff, 7, 4096};
  EXPECT_EQ(parse_hint(to_string(hint)), hint);
}

TEST(ChangeHint, IsNothingOfAnotherText) {
  for (const char* text : {"", "overrides", "overrides 1 2", "overrides 1 2 3 4", "verdicts 1 2 3",
                           "overrides 1 x 3", "overrides  1 2 3", "overrides 1 2 3 "})
    EXPECT_EQ(parse_hint(text), std::nullopt) << text;
}

TEST(ChangeHint, SpreadsTheReadingOfLongDocumentsOnly) {
  EXPECT_EQ(spread_of({1, 1, 2000}), milliseconds(0));
  EXPECT_EQ(spread_of({1, 1, 40'960}), milliseconds(10));
  EXPECT_EQ(spread_of({1, 1, ~0ULL}), milliseconds(50));
}

}  // namespace
}  // namespace meridian::state
