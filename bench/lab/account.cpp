#include "account.hpp"

#include <algorithm>
#include <numeric>

namespace meridian::lab {

double Account::regret_mean() const {
  const double all = std::accumulate(clients.begin(), clients.end(), 0.0);
  return all > 0 ? regret_sum / all : 0;
}

double Account::regret_p95() const {
  const double most = 0.95 * std::accumulate(clients.begin(), clients.end(), 0.0);
  double below = 0;
  std::size_t bin = 0;
  while (bin < kBins && (below += clients[bin]) < most) ++bin;
  return static_cast<double>(bin) / kBinsPerMs;
}

std::optional<double> Account::leave_median_s() const {
  if (left_s.empty()) return std::nullopt;
  std::vector<double> sorted = left_s;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() / 2];
}

void Account::add(const Account& other) {
  const std::pair<double*, double> sums[] = {
      {&hours, other.hours},     {&ticks, other.ticks},       {&regret_sum, other.regret_sum},
      {&forced, other.forced},   {&moved, other.moved},       {&swung, other.swung},
      {&fenced, other.fenced},   {&outside, other.outside},   {&refused, other.refused},
      {&minutes, other.minutes}, {&load_sum, other.load_sum},
  };
  for (const auto& [sum, more] : sums) *sum += more;
  for (std::size_t bin = 0; bin < kBins; ++bin) clients[bin] += other.clients[bin];
  load_peak = std::max(load_peak, other.load_peak);
  left_s.insert(left_s.end(), other.left_s.begin(), other.left_s.end());
  stayed += other.stayed;
}

}  // namespace meridian::lab
