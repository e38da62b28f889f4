// One metric with its series, in prometheus-cpp's form.
#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/io/observability/counter.hpp"

namespace meridian::observability {

using Labels = std::vector<prometheus::ClientMetric::Label>;

// A histogram summed over workers.
struct HistogramTotals {
  std::array<std::uint64_t, kLatencyBounds.size() + 1> buckets{};
  std::uint64_t sum_ns = 0;

  void add(const LatencyHistogram& part);
  std::uint64_t count() const;
};

class Family {
 public:
  static Family counter(std::string_view name, std::string_view help);
  static Family gauge(std::string_view name, std::string_view help);
  static Family histogram(std::string_view name, std::string_view help);

  void add(Labels labels, double value);
  void add(Labels labels, std::integral auto value) {
    add(std::move(labels), static_cast<double>(value));
  }
  void add(Labels labels, const HistogramTotals& totals);

  prometheus::MetricFamily take() && { return std::move(family_); }

 private:
  Family(std::string_view name, std::string_view help, prometheus::MetricType type);
  prometheus::MetricFamily family_;
};

}  // namespace meridian::observability
