#include "bench/lab/ledger.hpp"

#include <gtest/gtest.h>

namespace meridian::lab {
namespace {

// One place on one edge, in the hour of a seed.
struct Hour {
  Network network{{.seed = 1, .regions = 3, .ticks = 1800}};
  std::vector<PopulatedPlace> places{1};
  std::vector<Resident> residents{1};
  std::optional<Traffic> traffic;

  Hour() {
    places[0].share = residents[0].share = 1;
    places[0].place.located = true;
    places[0].place.coordinates = edge_sites()[0].at;
    traffic.emplace(network, places, residents);
  }
  World world() const { return {network, residents, 1, *traffic}; }
  // A tick from which on every region works for five minutes.
  std::size_t calm() const {
    for (std::size_t from = 10; from + 150 < network.ticks(); ++from) {
      bool works = true;
      for (std::size_t tick = from - 5; tick < from + 150; ++tick)
        for (std::size_t region = 0; region < network.regions(); ++region)
          works = works && network.working(tick, region) == 1;
      if (works) return from;
    }
    return 0;
  }
};

struct Move {
  std::size_t after;  // ticks from the calm on
  std::size_t to;
};

Account after(const Hour& hour, const std::vector<Move>& moves) {
  const World world = hour.world();
  Ledger ledger(world, false, 0);
  for (std::size_t tick = 0; tick < hour.network.ticks(); ++tick) {
    if (tick == 0) ledger.move(0, 0, 0);
    for (const Move& move : moves)
      if (tick == hour.calm() + move.after) ledger.move(tick, 0, move.to);
    ledger.close(tick);
  }
  return ledger.account();
}

TEST(Ledger, CountsChangesOfRegionPerHour) {
  const Hour hour;
  ASSERT_GT(hour.calm(), 0U);
  EXPECT_EQ(after(hour, {}).moved, 0);
  EXPECT_NEAR(after(hour, {{0, 1}}).moved, 1, 1e-9);
  EXPECT_NEAR(after(hour, {{0, 1}, {70, 2}}).moved, 2, 1e-9);
}

TEST(Ledger, AReturnWithinTwoMinutesIsASwing) {
  const Hour hour;
  EXPECT_NEAR(after(hour, {{0, 1}, {30, 0}}).swung, 1, 1e-9);
  EXPECT_EQ(after(hour, {{0, 1}, {90, 0}}).swung, 0);
  EXPECT_EQ(after(hour, {{0, 1}, {30, 2}}).swung, 0);
}

TEST(Ledger, RegretIsWhatABetterRegionWouldHaveSaved) {
  const Hour hour;
  double wanted = 0;
  double ticks = 0;
  for (std::size_t tick = 0; tick < hour.network.ticks(); ++tick) {
    double best = 1e9;
    for (std::size_t region = 0; region < 3; ++region)
      if (hour.network.working(tick, region) > 0)
        best = std::min<double>(best, hour.network.truth(tick, 0, region));
    if (hour.network.working(tick, 0) == 0) continue;
    wanted += hour.network.truth(tick, 0, 0) - best;
    ++ticks;
  }
  EXPECT_NEAR(after(hour, {}).regret_mean(), wanted / ticks, 0.01);
}

TEST(Ledger, ClientsOutsideOfTheirFenceAreSeen) {
  Hour hour;
  hour.residents[0].fenced = true;
  EXPECT_EQ(after(hour, {}).outside, 0);  // Frankfurt
  EXPECT_GT(after(hour, {{0, 1}}).outside, 0);
}

}  // namespace
}  // namespace meridian::lab
