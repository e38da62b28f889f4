#include "meridian/core/agreement/store_clock.hpp"

#include <gtest/gtest.h>

#include "tests/unit/core/agreement/votes.hpp"

namespace meridian::agreement {
namespace {

using namespace test;

StoreTime store(double count) {
  return StoreTime(milliseconds(static_cast<std::int64_t>(count * 1000)));
}

TEST(StoreClock, KnowsNothingBeforeItIsTold) {
  EXPECT_FALSE(StoreClock().at(second(1)).has_value());
}

TEST(StoreClock, TellsTheTimeWithinHalfTheRoundTrip) {
  StoreClock clock;
  clock.sample(store(100), second(10), second(10.2));
  EXPECT_EQ(clock.at(second(10.2)), store(100.1));
  EXPECT_EQ(clock.at(second(15.2)), store(105.1));
  EXPECT_EQ(clock.error(), milliseconds(100));
  EXPECT_EQ(clock.instant_of(store(105.1), second(11)), second(15.2));
}

TEST(StoreClock, WorseSampleThatAgreesTeachesNothing) {
  StoreClock clock;
  clock.sample(store(100), second(10), second(10.01));
  clock.sample(store(101), second(11), second(11.4));
  EXPECT_EQ(clock.at(second(12)), store(101.995));
}

TEST(StoreClock, NeverGoesBack) {
  StoreClock clock;
  clock.sample(store(100), second(10), second(10));
  clock.sample(store(95), second(11), second(11));  // an operator set the clock
  StoreTime last = *clock.at(second(11));
  EXPECT_EQ(last, store(101));
  for (double now = 11; now < 80; now += 0.5) {
    const StoreTime next = *clock.at(second(now));
    EXPECT_GE(next, last);
    last = next;
  }
  EXPECT_EQ(last, store(95 + 68.5)) << "and it gets there";
}

TEST(StoreClock, JumpsAhead) {
  StoreClock clock;
  clock.sample(store(100), second(10), second(10));
  clock.sample(store(150), second(11), second(11));
  EXPECT_EQ(clock.at(second(12)), store(151));
}

}  // namespace
}  // namespace meridian::agreement
