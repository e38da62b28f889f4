#include "meridian/core/latency/latency_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace meridian::latency {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr UpstreamId kOne{1};
constexpr UpstreamId kOther{2};
constexpr int kFew = kSamplesMin;

Instant at(nanoseconds since_start) {
  return Instant{} + hours(1) + since_start;
}

microseconds steady_of(const LatencyTable& table, UpstreamId id) {
  for (const UpstreamLatency& row : table.rows())
    if (row.id == id && row.own) return row.own->steady;
  return microseconds(-1);
}

LatencyTable watching(std::vector<UpstreamId> ids) {
  LatencyTable table;
  std::vector<LatencyTable::Upstream> upstreams;
  for (const UpstreamId id : ids) upstreams.push_back({id, {}});
  table.watch(upstreams);
  return table;
}

TEST(LatencyTable, KnowsNothingBeforeItHasSeenAFewSamples) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < kFew - 1; ++i) {
    EXPECT_FALSE(table.connected(kOne, milliseconds(i % 2 == 0 ? 10 : 14), at(seconds(2 * i))));
    EXPECT_EQ(steady_of(table, kOne), microseconds(-1));
  }
  EXPECT_TRUE(table.connected(kOne, milliseconds(12), at(seconds(2 * kFew))));
  EXPECT_NEAR(static_cast<double>(steady_of(table, kOne).count()), 12'000, 1'000);
}

TEST(LatencyTable, IgnoresWhatIsNotWatched) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < 2 * kFew; ++i)
    EXPECT_FALSE(table.connected(kOther, milliseconds(10), at(seconds(i))));
  EXPECT_EQ(table.rows().size(), 1U);
}

TEST(LatencyTable, KeepsWhatItKnowsOverAnotherConfig) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < kFew; ++i) table.connected(kOne, milliseconds(10), at(seconds(i)));
  table.watch({{kOne, {}}, {kOther, {}}});
  EXPECT_EQ(steady_of(table, kOne), milliseconds(10));
  EXPECT_EQ(steady_of(table, kOther), microseconds(-1));
}

TEST(LatencyTable, BelievesAStepAfterTheDwell) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < 2 * kFew; ++i) table.connected(kOne, milliseconds(50), at(seconds(2 * i)));
  const Instant stepped = at(seconds(4 * kFew));
  Instant moved{};
  for (int i = 0; i < 30 && moved == Instant{}; ++i) {
    const Instant now = stepped + seconds(2 * i);
    if (table.connected(kOne, milliseconds(100), now)) moved = now;
  }
  EXPECT_GE(moved - stepped, seconds(5));
  EXPECT_LE(moved - stepped, seconds(10));
  EXPECT_GT(steady_of(table, kOne), milliseconds(70));
}

TEST(LatencyTable, DoesNotBelieveASpike) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < 100; ++i) {
    const bool spike = i == 50;
    const bool moved = table.connected(kOne, milliseconds(spike ? 200 : 50), at(seconds(2 * i)));
    EXPECT_EQ(moved, i == kFew - 1) << i;
  }
}

TEST(LatencyTable, FollowsASlowDrift) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < 1800; ++i)
    table.connected(kOne, microseconds(50'000 + 10 * i), at(seconds(2 * i)));
  EXPECT_NEAR(static_cast<double>(steady_of(table, kOne).count()), 68'000, 68'000 * 0.15);
}

TEST(LatencyTable, SilenceChangesNothingUntilTheReadingIsForgotten) {
  LatencyTable table = watching({kOne});
  for (int i = 0; i < kFew; ++i) table.connected(kOne, milliseconds(10), at(seconds(i)));
  EXPECT_FALSE(table.expire(at(minutes(5))));
  EXPECT_EQ(steady_of(table, kOne), milliseconds(10));
  EXPECT_TRUE(table.expire(at(minutes(11))));
  EXPECT_EQ(steady_of(table, kOne), microseconds(-1));
}

// R7. Which of two regions within 5 ms of each other are chosen, over an hour of samples.
struct Pair {
  LatencyTable table = watching({kOne, kOther});
  std::mt19937_64 random;
  int moves = 0;
  int chosen = -1;  // bits

  explicit Pair(std::uint64_t seed) : random(seed) {}
  void probe(double one_ms, double other_ms, Instant now) {
    std::normal_distribution<double> noise(1.0, 0.1);
    const auto sample = [&](double ms) {
      return microseconds(std::llround(std::max(0.1, ms * noise(random)) * 1000));
    };
    table.connected(kOne, sample(one_ms), now);
    table.connected(kOther, sample(other_ms), now);
    const auto one = steady_of(table, kOne).count();
    const auto other = steady_of(table, kOther).count();
    if (one < 0 || other < 0) return;
    const auto bound = std::min(one, other) + 5'000;
    const int now_chosen = (one <= bound ? 1 : 0) | (other <= bound ? 2 : 0);
    if (chosen >= 0 && now_chosen != chosen) ++moves;
    chosen = now_chosen;
  }
};

TEST(LatencyTable, TenPercentOfNoiseMovesNobodyBetweenEqualRegions) {
  int moves = 0;
  int worlds = 0;
  for (const double ms : {2.0, 20.0, 50.0}) {
    for (std::uint64_t seed = 0; seed < 40; ++seed, ++worlds) {
      Pair pair(seed);
      for (int i = 0; i < 1800; ++i) pair.probe(ms, ms, at(seconds(2 * i)));
      EXPECT_EQ(pair.chosen, 3) << ms << " ms, seed " << seed;
      moves += pair.moves;
    }
  }
  // Each move is half the clients: under 1 % of them in an hour.
  EXPECT_LE(moves * 50, worlds) << moves << " moves in " << worlds << " hours";
}

TEST(LatencyTable, ARealStepMovesClientsWithinTenSeconds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Pair pair(seed);
    for (int i = 0; i < 300; ++i) pair.probe(50, 50, at(seconds(2 * i)));
    ASSERT_EQ(pair.chosen, 3);
    Instant moved{};
    for (int i = 300; i < 330 && moved == Instant{}; ++i) {
      pair.probe(100, 50, at(seconds(2 * i)));
      if (pair.chosen == 2) moved = at(seconds(2 * i));
    }
    EXPECT_LE(moved - at(seconds(600)), seconds(10)) << "seed " << seed;
    EXPECT_NE(moved, Instant{}) << "seed " << seed;
  }
}

}  // namespace
}  // namespace meridian::latency
