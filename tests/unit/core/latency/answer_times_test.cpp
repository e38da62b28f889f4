#include "meridian/core/latency/answer_times.hpp"

#include <gtest/gtest.h>

#include <random>

namespace meridian::latency {
namespace {

using namespace std::chrono_literals;
using health::Pace;

constexpr UpstreamId kNear{1};
constexpr UpstreamId kFar{2};
constexpr UpstreamId kThird{3};

// A service and what workers count of it.
struct Service {
  AnswerTimes times;
  std::map<UpstreamId, FirstByteCounts> counts;
  std::map<UpstreamId, microseconds> round_trips;
  Instant now{1h};

  Service(std::vector<UpstreamId> upstreams, std::uint32_t slow_after) {
    times.watch({{upstreams, slow_after}});
    for (const UpstreamId id : upstreams) {
      counts[id] = {};
      round_trips[id] = 1ms;
    }
    end_window();
  }
  void answer(UpstreamId id, microseconds time, int requests = 100) {
    counts[id][first_byte_bucket(time)] += static_cast<std::uint64_t>(requests);
  }
  std::map<UpstreamId, Pace> end_window() {
    now += 5s;
    std::vector<AnswerTimes::Counted> counted;
    for (const auto& [id, all] : counts) counted.push_back({id, all});
    std::map<UpstreamId, Pace> paces;
    for (const auto& [id, pace] : times.take(counted, round_trips, now)) paces[id] = pace;
    return paces;
  }
};

TEST(AnswerTimes, ARegionIsSlowBeyondTheMultipleOfTheMiddleOne) {
  Service service({kNear, kFar, kThird}, 3);
  service.answer(kNear, 40ms);
  service.answer(kFar, 50ms);
  service.answer(kThird, 200ms);
  auto paces = service.end_window();
  EXPECT_EQ(paces[kNear], Pace::fine);
  EXPECT_EQ(paces[kFar], Pace::fine);
  EXPECT_EQ(paces[kThird], Pace::slow);
  service.answer(kNear, 40ms);
  service.answer(kFar, 50ms);
  service.answer(kThird, 135ms);
  EXPECT_EQ(service.end_window()[kThird], Pace::sluggish);
}

TEST(AnswerTimes, TheWayToTheRegionIsNoPartOfIt) {
  Service service({kNear, kFar}, 3);
  service.round_trips[kFar] = 150ms;
  service.answer(kNear, 20ms);
  service.answer(kFar, 170ms);
  EXPECT_EQ(service.end_window()[kFar], Pace::fine);
  service.answer(kNear, 20ms);
  service.answer(kFar, 250ms);
  EXPECT_EQ(service.end_window()[kFar], Pace::slow);
}

TEST(AnswerTimes, OneInTwentyOfTheRequestsMayBeSlow) {
  Service service({kNear, kFar}, 3);
  service.answer(kNear, 20ms, 1000);
  service.answer(kFar, 20ms, 960);
  service.answer(kFar, 5s, 40);
  EXPECT_EQ(service.end_window()[kFar], Pace::fine);
  service.answer(kNear, 20ms, 1000);
  service.answer(kFar, 20ms, 940);
  service.answer(kFar, 5s, 60);
  EXPECT_EQ(service.end_window()[kFar], Pace::slow);
}

TEST(AnswerTimes, BetweenRegionsThatAreAllFastAMultipleSaysNothing) {
  Service service({kNear, kFar}, 3);
  service.answer(kNear, 1500us);
  service.answer(kFar, 20ms);
  EXPECT_EQ(service.end_window()[kFar], Pace::fine);
}

TEST(AnswerTimes, NothingIsComparedWithoutAnotherRegionOrTheWayToIt) {
  Service service({kNear, kFar}, 3);
  service.answer(kFar, 5s);
  EXPECT_EQ(service.end_window()[kFar], Pace::unknown);
  service.round_trips.erase(kFar);
  service.answer(kNear, 20ms);
  service.answer(kFar, 5s);
  EXPECT_FALSE(service.end_window().contains(kFar));
}

TEST(AnswerTimes, NobodyIsJudgedWhereItIsOff) {
  Service service({kNear, kFar}, 0);
  service.answer(kNear, 20ms);
  service.answer(kFar, 5s);
  EXPECT_TRUE(service.end_window().empty());
  EXPECT_GT(service.times.row(kFar)->p95, 4s);
}

TEST(AnswerTimes, KeepsItsWindowsOverAnotherConfig) {
  Service service({kNear, kFar}, 3);
  service.answer(kNear, 20ms);
  service.end_window();
  service.times.watch({{{kNear}, 0}});
  EXPECT_TRUE(service.times.row(kNear));
  EXPECT_FALSE(service.times.row(kFar));
}

TEST(AnswerTimes, AtMostHalfOfTheRegionsAreEverSlow) {
  std::mt19937_64 random(1);
  for (int world = 0; world < 10'000; ++world) {
    std::vector<AnswerTime> all;
    const auto regions = 2 + random() % 9;
    for (std::uint64_t i = 0; i < regions; ++i)
      all.push_back({UpstreamId{static_cast<std::uint32_t>(i)},
                     microseconds(1 + random() % (1ULL << (1 + random() % 24)))});
    const auto factor = static_cast<std::uint32_t>(2 + random() % 5);
    std::size_t slow = 0;
    for (const AnswerTime& one : all) slow += pace_of(one, all, factor) == Pace::slow ? 1 : 0;
    EXPECT_LE(slow * 2, regions) << "world " << world;
  }
}

}  // namespace
}  // namespace meridian::latency
