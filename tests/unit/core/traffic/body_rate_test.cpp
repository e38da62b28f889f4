#include "meridian/core/traffic/body_rate.hpp"

#include <gtest/gtest.h>

namespace meridian::traffic {
namespace {

using namespace std::chrono_literals;

const Instant kStart = Instant{} + 1h;

TEST(BodyRate, DemandsNothingUntilItBeginsAndAfterItStops) {
  BodyRate rate;
  EXPECT_FALSE(rate.is_over(kStart));
  rate.begin(kStart, 10s, 0);
  rate.stop();
  EXPECT_FALSE(rate.is_over(kStart + 1h));
}

TEST(BodyRate, JudgesWhatCameInTheWindowAndNotBefore) {
  BodyRate rate;
  rate.begin(kStart, 10s, 5000);
  EXPECT_FALSE(rate.is_over(kStart + 9'999ms));
  EXPECT_TRUE(rate.is_over(kStart + 10s));
  EXPECT_EQ(rate.due(), kStart + 10s);
  EXPECT_TRUE(rate.too_slow(100, 5999));
  EXPECT_FALSE(rate.too_slow(100, 6000));
}

TEST(BodyRate, BlamesNobodyForAReceiverThatDoesNotRead) {
  BodyRate rate;
  rate.begin(kStart, 10s, 0);
  rate.note_held_up();
  EXPECT_FALSE(rate.too_slow(100, 0));
  rate.begin(kStart + 10s, 10s, 0);
  EXPECT_TRUE(rate.too_slow(100, 0));
}

}  // namespace
}  // namespace meridian::traffic
