#include "meridian/core/state/meeting.hpp"

#include <gtest/gtest.h>

#include "documents.hpp"

namespace meridian::state {
namespace {

using namespace test;

constexpr milliseconds kFresh{0};
constexpr milliseconds kOld = kSeedAgeMax + milliseconds(1);

const Overrides kEmpty;
const Overrides kFirst = with(kEmpty, kWeight, 20U);
const Overrides kSecond = with(kFirst, kWeight, 30U);

Overrides of_epoch(std::uint64_t epoch) {
  Overrides other = kFirst;
  other.epoch = epoch;
  return other;
}

TEST(Meet, TwoThatNothingWasWrittenToAreTheSame) {
  EXPECT_EQ(meet(kEmpty, kOld, kEmpty), Meeting::same);
}

TEST(Meet, EmptyStoreIsSeeded) {
  EXPECT_EQ(meet(kSecond, kFresh, kEmpty), Meeting::seed);
}

TEST(Meet, LowerVersionOfTheSameEpochIsSeeded) {
  EXPECT_EQ(meet(kSecond, kFresh, kFirst), Meeting::seed);
  EXPECT_EQ(meet(kSecond, kSeedAgeMax, kFirst), Meeting::seed);
}

TEST(Meet, HigherVersionIsTaken) {
  EXPECT_EQ(meet(kFirst, kOld, kSecond), Meeting::take);
}

TEST(Meet, NewEdgeTakesWhatIsThere) {
  EXPECT_EQ(meet(kEmpty, kFresh, kFirst), Meeting::take);
}

TEST(Meet, EqualDocumentsAreTheSame) {
  EXPECT_EQ(meet(kFirst, kOld, kFirst), Meeting::same);
}

TEST(Meet, SameVersionWithAnotherDigestIsAConflict) {
  EXPECT_EQ(meet(kFirst, kFresh, with(kEmpty, kWeight, 40U)), Meeting::conflict);
}

TEST(Meet, AnotherEpochIsAConflictWhateverTheVersion) {
  EXPECT_EQ(meet(kSecond, kFresh, of_epoch(78)), Meeting::conflict);
  EXPECT_EQ(meet(of_epoch(78), kFresh, kSecond), Meeting::conflict);
}

TEST(Meet, CopyOlderThanADayNeverSeeds) {
  EXPECT_EQ(meet(kSecond, kOld, kEmpty), Meeting::conflict);
  EXPECT_EQ(meet(kSecond, kOld, kFirst), Meeting::conflict);
}

}  // namespace
}  // namespace meridian::state
