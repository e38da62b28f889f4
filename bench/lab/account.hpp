// What one contender did in one world, as sums, so that accounts of several seeds add up.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace meridian::lab {

struct Account {
  static constexpr std::size_t kBins = 4000;  // of 0.1 ms
  static constexpr double kBinsPerMs = 10;

  std::string name;
  bool ours = false;
  double hours = 0;
  double ticks = 0;
  // Clients times ticks in a region that works, in all and by regret; and its sum in ms.
  std::vector<double> clients = std::vector<double>(kBins);
  double regret_sum = 0;
  // Changes of region per client: away from one that does not work (fully) or back to it; others;
  // and those of the others that undo one of the last two minutes.
  double forced = 0;
  double moved = 0;
  double swung = 0;
  // Clients times ticks: of the fenced ones, of these outside of the fence, and without an answer.
  double fenced = 0;
  double outside = 0;
  double refused = 0;
  // Of the fullest region as a part of its target: at most, and once a minute.
  double load_peak = 0;
  double load_sum = 0;
  double minutes = 0;
  // Regions that became 50 ms slower and at least 20 ms worse than another: seconds until they were
  // left, and how often they were not until it was over.
  std::vector<double> left_s;
  int stayed = 0;
  // [minute][region]: share of all clients, of the first seed.
  std::vector<std::vector<double>> shares;

  // Milliseconds by which a client's region is slower than the best one that works and that it may
  // use.
  double regret_mean() const;
  double regret_p95() const;
  std::optional<double> leave_median_s() const;
  void add(const Account& other);
};

}  // namespace meridian::lab
