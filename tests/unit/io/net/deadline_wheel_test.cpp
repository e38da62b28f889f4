#include "meridian/io/net/deadline_wheel.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <vector>

namespace meridian::net {
namespace {

struct Alarm final : Deadline {
  std::function<void()> action = [] {};
  int fired = 0;
  void on_deadline() override {
    ++fired;
    action();
  }
};

const Instant kStart = Instant{} + seconds{1000};

TEST(DeadlineWheel, FiresNotBeforeItIsDueAndAtMostTwoTicksLate) {
  DeadlineWheel wheel(kStart);
  Alarm alarm;
  wheel.arm(alarm, kStart + milliseconds{105});
  wheel.advance(kStart + milliseconds{104});
  EXPECT_EQ(alarm.fired, 0);
  wheel.advance(kStart + milliseconds{105} + 2 * DeadlineWheel::kTick);
  EXPECT_EQ(alarm.fired, 1);
}

TEST(DeadlineWheel, MovingADeadlineLaterHoldsBackItsFire) {
  DeadlineWheel wheel(kStart);
  Alarm alarm;
  wheel.arm(alarm, kStart + milliseconds{100});
  wheel.arm(alarm, kStart + milliseconds{500});
  wheel.advance(kStart + milliseconds{400});
  EXPECT_EQ(alarm.fired, 0);
  wheel.advance(kStart + milliseconds{600});
  EXPECT_EQ(alarm.fired, 1);
}

TEST(DeadlineWheel, MovingADeadlineEarlierBringsItForward) {
  DeadlineWheel wheel(kStart);
  Alarm alarm;
  wheel.arm(alarm, kStart + seconds{60});
  wheel.arm(alarm, kStart + milliseconds{100});
  wheel.advance(kStart + milliseconds{200});
  EXPECT_EQ(alarm.fired, 1);
}

TEST(DeadlineWheel, FiresDeadlinesThatAreManyTurnsAhead) {
  DeadlineWheel wheel(kStart);
  Alarm alarm;
  wheel.arm(alarm, kStart + seconds{60});
  for (Instant now = kStart; now < kStart + seconds{60}; now += milliseconds{500}) {
    wheel.advance(now);
    ASSERT_EQ(alarm.fired, 0);
  }
  wheel.advance(kStart + seconds{61});
  EXPECT_EQ(alarm.fired, 1);
}

TEST(DeadlineWheel, ACancelledDeadlineStaysSilentAndCanBeArmedAgain) {
  DeadlineWheel wheel(kStart);
  Alarm alarm;
  wheel.arm(alarm, kStart + milliseconds{100});
  wheel.cancel(alarm);
  wheel.advance(kStart + milliseconds{200});
  EXPECT_EQ(alarm.fired, 0);
  wheel.arm(alarm, kStart + milliseconds{300});
  wheel.advance(kStart + milliseconds{400});
  EXPECT_EQ(alarm.fired, 1);
}

TEST(DeadlineWheel, ACallbackMayDestroyOthersOfItsSlot) {
  DeadlineWheel wheel(kStart);
  std::vector<std::unique_ptr<Alarm>> alarms;
  int fired = 0;
  for (int i = 0; i < 4; ++i) {
    alarms.push_back(std::make_unique<Alarm>());
    alarms.back()->action = [&] {
      ++fired;
      for (auto& other : alarms)
        if (other != nullptr && other->fired == 0) other.reset();
    };
    wheel.arm(*alarms.back(), kStart + milliseconds{50});
  }
  wheel.advance(kStart + milliseconds{200});
  EXPECT_EQ(fired, 1);
}

TEST(DeadlineWheel, SleepsForEverOnlyWhenNothingIsLinked) {
  DeadlineWheel wheel(kStart);
  EXPECT_LT(wheel.sleep_max(kStart).count(), 0);
  {
    Alarm alarm;
    wheel.arm(alarm, kStart + milliseconds{100});
    EXPECT_GT(wheel.sleep_max(kStart).count(), 0);
    EXPECT_LE(wheel.sleep_max(kStart), milliseconds{100} + DeadlineWheel::kTick);
  }
  EXPECT_LT(wheel.sleep_max(kStart).count(), 0);
}

TEST(DeadlineWheel, RandomScheduleFiresEachArmedDeadlineExactlyOnce) {
  std::mt19937_64 random(7);
  DeadlineWheel wheel(kStart);
  std::vector<Alarm> alarms(200);
  std::vector<Instant> due(alarms.size());
  Instant now = kStart;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t i = random() % alarms.size();
    due[i] = now + milliseconds{1 + random() % 30000};
    alarms[i].action = [&, i] {
      ASSERT_GE(now, due[i]);
      due[i] = Instant{};
    };
    wheel.arm(alarms[i], due[i]);
    now += milliseconds{random() % 50};
    wheel.advance(now);
    for (const Instant at : due)
      ASSERT_TRUE(at == Instant{} || at + 2 * DeadlineWheel::kTick >= now);
  }
}

}  // namespace
}  // namespace meridian::net
