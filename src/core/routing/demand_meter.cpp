#include "meridian/core/routing/demand_meter.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>

namespace meridian::routing {

namespace {

double total(const Demand& demand) {
  return std::accumulate(demand.by_cost.begin(), demand.by_cost.end(), 0.0);
}

bool differ(double a, double b, double whole) {
  return std::abs(a - b) > std::max(kDemandNoiseMin, whole * kDemandNoise);
}

bool differ(const Demand& a, const Demand& b) {
  if (a.id != b.id || a.by_next.size() != b.by_next.size()) return true;
  const double whole = std::max(total(a), total(b));
  if (differ(total(a), total(b), whole)) return true;
  for (std::size_t i = 0; i < a.by_cost.size(); ++i)
    if (differ(a.by_cost[i], b.by_cost[i], whole)) return true;
  for (std::size_t i = 0; i < a.by_next.size(); ++i)
    if (a.by_next[i].first != b.by_next[i].first ||
        differ(a.by_next[i].second, b.by_next[i].second, whole))
      return true;
  return false;
}

}  // namespace

double DemandMeter::smooth(Series& series, std::uint64_t count) const {
  const auto grown = static_cast<double>(count - std::exchange(series.counted, count));
  if (gap_ > 0) series.rate += (grown / gap_ - series.rate) * weight_;
  return series.rate;
}

bool DemandMeter::is_news(const std::vector<Demand>& measured) const {
  if (measured.size() != published_.size()) return true;
  for (std::size_t i = 0; i < measured.size(); ++i)
    if (differ(measured[i], published_[i])) return true;
  return false;
}

bool DemandMeter::take(const std::vector<WantedCounts>& counts, Instant now) {
  gap_ = taken_ == Instant{} ? 0 : std::chrono::duration<double>(now - taken_).count();
  weight_ = 1.0 - std::exp2(-gap_ / std::chrono::duration<double>(kDemandHalfLife).count());
  taken_ = now;
  std::map<UpstreamId, std::array<Series, kCostClasses>> by_cost;
  std::map<std::pair<UpstreamId, UpstreamId>, Series> by_next;
  std::vector<Demand> measured;
  for (const WantedCounts& row : counts) {
    Demand& demand = measured.emplace_back();
    demand.id = row.id;
    auto& classes = by_cost[row.id] = by_cost_[row.id];
    for (std::size_t i = 0; i < classes.size(); ++i)
      demand.by_cost[i] = smooth(classes[i], row.by_cost[i]);
    for (const auto& [next, count] : row.by_next) {
      Series& series = by_next[{row.id, next}] = by_next_[{row.id, next}];
      demand.by_next.emplace_back(next, smooth(series, count));
    }
  }
  by_cost_ = std::move(by_cost);
  by_next_ = std::move(by_next);
  if (!is_news(measured)) return false;
  published_ = std::move(measured);
  return true;
}

}  // namespace meridian::routing
