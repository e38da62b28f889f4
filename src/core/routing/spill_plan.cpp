#include "core/routing/spill_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace meridian::routing {

namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
constexpr int kRounds = 24;  // of the fixed point; it settles in a few
constexpr int kChoices = 8;  // how far down its order a client is followed
constexpr int kHalvings = 30;

double sum(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

// One service while it is planned, by candidate number.
struct Planner {
  std::span<const CapacityLimit> limits;
  const Wanted& wanted;
  std::vector<double> demand;
  std::vector<double> bound;    // what each takes under this plan
  std::vector<double> accept;   // the share of arrivals that each takes
  std::vector<double> arrived;  // offered to each by others
  std::vector<double> left;     // own clients that found a place elsewhere

  Planner(std::span<const CapacityLimit> of, const Wanted& from)
      : limits(of), wanted(from), bound(of.size()), accept(of.size(), 1.0) {
    for (const auto& classes : wanted.by_cost) demand.push_back(sum(classes));
  }

  std::size_t size() const { return limits.size(); }
  double excess(std::size_t i) const { return std::max(0.0, demand[i] - bound[i]); }
  double room(std::size_t i) const { return std::max(0.0, bound[i] - demand[i]); }

  // Between target (0) and max (1). Without a max there is no end, so that 1 is anything.
  void set_bounds(double level);
  bool fits() const;
  void choose_bounds();
  void follow(std::size_t home);
  void pass_on(double rate, std::size_t home, std::size_t from, std::vector<double>& to);
  void settle();
};

void Planner::set_bounds(double level) {
  for (std::size_t i = 0; i < size(); ++i) {
    const CapacityLimit& limit = limits[i];
    if (limit.target == 0)
      bound[i] = kUnbounded;
    else if (limit.max == 0)
      bound[i] = level >= 1 ? kUnbounded : limit.target / (1 - level);
    else
      bound[i] = limit.target + (limit.max - limit.target) * level;
  }
}

bool Planner::fits() const {
  double over = 0;
  double free = 0;
  for (std::size_t i = 0; i < size(); ++i) {
    over += excess(i);
    free += room(i);
  }
  return over <= free;
}

// The lowest level at which there is room for everyone.
void Planner::choose_bounds() {
  set_bounds(0);
  if (fits()) return;
  double low = 0;
  double high = 1;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    set_bounds(middle);
    (fits() ? high : low) = middle;
  }
  set_bounds(high);
}

// The clients that leave `home`, from choice to choice. Third choices are taken to be those of the
// clients whose first choice the second one is; where it has none, all others alike.
void Planner::follow(std::size_t home) {
  std::vector<double> looking(size());
  const double leaving = excess(home);
  if (leaving == 0) return;
  for (std::size_t i = 0; i < size(); ++i)
    looking[i] = leaving * wanted.by_next[home][i] / demand[home];
  for (int choice = 0; choice < kChoices; ++choice) {
    std::vector<double> next(size());
    for (std::size_t i = 0; i < size(); ++i) {
      if (looking[i] <= 0 || i == home) continue;
      arrived[i] += looking[i];
      left[home] += looking[i] * accept[i];
      const double rejected = looking[i] * (1 - accept[i]);
      pass_on(rejected, home, i, next);
    }
    looking.swap(next);
  }
}

void Planner::pass_on(double rate, std::size_t home, std::size_t from, std::vector<double>& to) {
  const std::vector<double>& known = wanted.by_next[from];
  const double onwards = sum(known) - known[home];
  const double others = static_cast<double>(size()) - 2;
  for (std::size_t j = 0; j < size(); ++j)
    if (j != home && j != from) to[j] += rate * (onwards > 0 ? known[j] / onwards : 1 / others);
}

void Planner::settle() {
  for (int round = 0; round < kRounds; ++round) {
    arrived.assign(size(), 0);
    left.assign(size(), 0);
    for (std::size_t home = 0; home < size(); ++home) follow(home);
    for (std::size_t i = 0; i < size(); ++i)
      accept[i] = room(i) > 0 && arrived[i] <= room(i) ? 1.0 : room(i) / std::max(arrived[i], 1.0);
  }
}

std::uint16_t in_units(double share) {
  return static_cast<std::uint16_t>(
      std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(kSpillUnit)));
}

// The cheapest `leaving` requests per second of one candidate's own.
void choose_leavers(Spill& spill, std::span<const double> by_cost, double leaving) {
  for (std::size_t i = 0; i < by_cost.size() && leaving > 0; ++i) {
    spill.cost_class = static_cast<std::uint8_t>(i);
    spill.leave = by_cost[i] <= leaving ? in_units(1) : in_units(leaving / by_cost[i]);
    leaving -= by_cost[i];
  }
}

}  // namespace

std::vector<Spill> plan_spill(std::span<const CapacityLimit> limits, const Wanted& wanted) {
  Planner planner(limits, wanted);
  planner.choose_bounds();
  planner.settle();
  std::vector<Spill> plan(limits.size());
  for (std::size_t i = 0; i < limits.size(); ++i) {
    choose_leavers(plan[i], wanted.by_cost[i], planner.excess(i));
    plan[i].accept = in_units(planner.accept[i]);
    const double served =
        planner.demand[i] - planner.left[i] + planner.arrived[i] * planner.accept[i];
    if (limits[i].max != 0 && served > limits[i].max)
      plan[i].refuse = in_units(1 - limits[i].max / served);
  }
  return plan;
}

}  // namespace meridian::routing
