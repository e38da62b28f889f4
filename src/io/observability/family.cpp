#include "io/observability/family.hpp"

#include <limits>
#include <numeric>
#include <utility>

namespace meridian::observability {

void HistogramTotals::add(const LatencyHistogram& part) {
  for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += part.bucket(i);
  sum_ns += part.sum_ns();
}

std::uint64_t HistogramTotals::count() const {
  return std::accumulate(buckets.begin(), buckets.end(), std::uint64_t{0});
}

Family::Family(std::string_view name, std::string_view help, prometheus::MetricType type) {
  family_.name = name;
  family_.help = help;
  family_.type = type;
}

Family Family::counter(std::string_view name, std::string_view help) {
  return {name, help, prometheus::MetricType::Counter};
}

Family Family::gauge(std::string_view name, std::string_view help) {
  return {name, help, prometheus::MetricType::Gauge};
}

Family Family::histogram(std::string_view name, std::string_view help) {
  return {name, help, prometheus::MetricType::Histogram};
}

void Family::add(Labels labels, double value) {
  auto& series = family_.metric.emplace_back();
  series.label = std::move(labels);
  const bool counts = family_.type == prometheus::MetricType::Counter;
  (counts ? series.counter.value : series.gauge.value) = value;
}

void Family::add(Labels labels, const HistogramTotals& totals) {
  auto& series = family_.metric.emplace_back();
  series.label = std::move(labels);
  std::uint64_t cumulative = 0;
  for (std::size_t i = 0; i < totals.buckets.size(); ++i) {
    cumulative += totals.buckets[i];
    const bool last = i == kLatencyBounds.size();
    const double bound = last ? std::numeric_limits<double>::infinity() : kLatencyBounds[i];
    series.histogram.bucket.push_back({cumulative, bound});
  }
  series.histogram.sample_count = cumulative;
  series.histogram.sample_sum = static_cast<double>(totals.sum_ns) * 1e-9;
}

}  // namespace meridian::observability
