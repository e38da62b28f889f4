#include "ledger.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace meridian::lab {

namespace {

constexpr double kWorthMs = 20;     // by which another region must be better
constexpr double kShareMin = 0.2;   // of an edge's clients, for a step to be looked at
constexpr double kShareLeft = 0.1;  // of those, that may remain when it counts as left
constexpr double kTicksPerHour = 3600.0 / kTick.count();
constexpr std::size_t kTicksPerMinute = 60 / kTick.count();
constexpr std::size_t kSwing = 2 * kTicksPerMinute;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

}  // namespace

Ledger::Ledger(const World& world, bool keeps_fence, std::size_t warm_up)
    : world_(world),
      network_(world.network),
      keeps_fence_(keeps_fence),
      warm_up_(warm_up),
      inside_(inside_fence(world.network.regions())),
      residents_(world.residents.size()),
      weights_(network_.edges() * 2 * network_.regions()),
      edge_weights_(network_.edges()),
      by_place_((world.residents.back().place + 1) * network_.regions()) {
  for (const Resident& resident : world.residents) edge_weights_[resident.edge] += resident.share;
}

// Away from what does not work, and back to where one was driven from.
bool Ledger::is_forced(std::size_t tick, Whereabouts& at, std::size_t to) const {
  const bool leaves = at.region == kRefused || network_.working(tick, at.region) < 1 ||
                      network_.seen_out(tick, at.region);
  if (leaves && at.driven_from == kRefused) at.driven_from = at.region;
  const bool returns = !leaves && to == at.driven_from;
  if (returns) at.driven_from = kRefused;
  return leaves || returns || to == kRefused;
}

void Ledger::move(std::size_t tick, std::size_t resident, std::size_t to) {
  const Resident& who = world_.residents[resident];
  Whereabouts& at = residents_[resident];
  if (at.region == to && tick > 0) return;
  const auto add = [&](std::size_t region, double share) {
    if (region == kRefused) {
      refused_ += share;
      return;
    }
    weight(who.edge, who.fenced, region) += share;
    by_place_[who.place * network_.regions() + region] += share;
  };
  if (tick > 0) add(at.region, -who.share);
  add(to, who.share);
  if (tick > 0) {
    const bool forced = is_forced(tick, at, to);
    const bool swings = !forced && to == at.before && tick - at.moved_at <= kSwing;
    if (tick >= warm_up_) {
      (forced ? account_.forced : account_.moved) += who.share;
      if (swings) account_.swung += who.share;
    }
    at.before = at.region;
    at.moved_at = tick;
  }
  at.region = to;
}

double Ledger::best(std::size_t tick, std::size_t edge, bool fenced) const {
  double lowest = kInfinite;
  for (std::size_t i = 0; i < network_.regions(); ++i)
    if (network_.working(tick, i) > 0 && (!fenced || !keeps_fence_ || inside_[i]))
      lowest = std::min(lowest, network_.truth(tick, edge, i));
  return lowest;
}

// A region that does not work has no latency: who is sent there waits for the health checks, which
// are the same for all.
void Ledger::add_regret(std::size_t tick) {
  for (std::size_t edge = 0; edge < network_.edges(); ++edge)
    for (const bool fenced : {false, true}) {
      const double lowest = best(tick, edge, fenced);
      for (std::size_t i = 0; i < network_.regions(); ++i) {
        const double clients = weight(edge, fenced, i);
        if (fenced) account_.fenced += clients;
        if (fenced && !inside_[i]) account_.outside += clients;
        if (clients <= 0 || network_.working(tick, i) == 0) continue;
        const double regret = network_.truth(tick, edge, i) - lowest;
        account_.regret_sum += clients * regret;
        account_.clients[std::min(
            Account::kBins - 1, static_cast<std::size_t>(regret * Account::kBinsPerMs))] += clients;
      }
    }
}

void Ledger::add_load(std::size_t tick) {
  const std::size_t count = network_.regions();
  std::vector<double> load(count);
  for (std::size_t place = 0; place * count < by_place_.size(); ++place) {
    const auto row = by_place_.begin() + static_cast<std::ptrdiff_t>(place * count);
    const double here = std::accumulate(row, row + static_cast<std::ptrdiff_t>(count), 0.0);
    if (here <= 0) continue;
    const double rate = world_.traffic.rate(tick, place) / world_.traffic.share(place);
    for (std::size_t i = 0; i < count; ++i) load[i] += rate * row[static_cast<std::ptrdiff_t>(i)];
  }
  double fullest = 0;
  for (std::size_t i = 0; i < count; ++i)
    fullest = std::max(fullest, load[i] / world_.traffic.target(i));
  account_.load_sum += fullest;
  ++account_.minutes;
  account_.load_peak = std::max(account_.load_peak, fullest);
}

double Ledger::share_of(std::size_t edge, std::size_t region) {
  return (weight(edge, false, region) + weight(edge, true, region)) / edge_weights_[edge];
}

bool Ledger::is_worth_leaving(std::size_t tick, const LatencyStep& step) const {
  return network_.working(tick, step.region) == 1 &&
         network_.truth(tick, step.edge, step.region) >= best(tick, step.edge, false) + kWorthMs;
}

void Ledger::watch_steps(std::size_t tick) {
  for (Watched& watched : watched_) {
    if (watched.over) continue;
    const LatencyStep& step = watched.step;
    if (share_of(step.edge, step.region) <= watched.share * kShareLeft) {
      account_.left_s.push_back(static_cast<double>((tick - step.period.from) * kTick.count()));
      watched.over = true;
    } else if (tick + 1 >= step.period.to || !is_worth_leaving(tick, step)) {
      // Only what was worth it to the end counts against who stayed.
      watched.over = true;
      if (tick + 1 >= step.period.to) ++account_.stayed;
    }
  }
}

void Ledger::keep_shares() {
  std::vector<double> row(network_.regions());
  for (std::size_t i = 0; i < row.size(); ++i)
    for (std::size_t edge = 0; edge < network_.edges(); ++edge)
      row[i] += share_of(edge, i) * edge_weights_[edge];
  account_.shares.push_back(std::move(row));
}

void Ledger::close(std::size_t tick) {
  if (tick % kTicksPerMinute == 0) keep_shares();
  if (tick < warm_up_) return;
  ++account_.ticks;
  account_.hours += 1 / kTicksPerHour;
  account_.refused += refused_;
  add_regret(tick);
  if (tick % kTicksPerMinute == 0) add_load(tick);
  watch_steps(tick);
  // What begins with the next tick is looked at as it is now.
  for (const LatencyStep& step : network_.steps()) {
    if (step.period.from != tick + 1 || step.period.from >= network_.ticks()) continue;
    const double share = share_of(step.edge, step.region);
    if (share >= kShareMin && is_worth_leaving(tick + 1, step))
      watched_.push_back({step, share, false});
  }
}

}  // namespace meridian::lab
