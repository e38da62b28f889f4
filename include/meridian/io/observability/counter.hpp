// Counters and histograms with one writing thread and any number of readers: a relaxed load and
// store, no read-modify-write, no shared cache line between workers (each worker owns its whole
// block).
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

namespace meridian::observability {

class Counter {
 public:
  void add(std::uint64_t n = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed);
  }
  void subtract(std::uint64_t n = 1) {  // for gauges kept as counters
    value_.store(value_.load(std::memory_order_relaxed) - n, std::memory_order_relaxed);
  }
  void set(std::uint64_t n) { value_.store(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Seconds, upper bounds as Prometheus wants them (the last bucket, +Inf, is implied).
inline constexpr std::array<double, 14> kLatencyBounds{
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};

class LatencyHistogram {
 public:
  void observe(std::chrono::nanoseconds elapsed) {
    const double s = static_cast<double>(elapsed.count()) * 1e-9;
    const auto at = std::lower_bound(kLatencyBounds.begin(), kLatencyBounds.end(), s);
    buckets_[static_cast<std::size_t>(at - kLatencyBounds.begin())].add();
    sum_ns_.add(static_cast<std::uint64_t>(elapsed.count()));
  }
  // Not cumulative; index kLatencyBounds.size() is +Inf.
  std::uint64_t bucket(std::size_t i) const { return buckets_[i].value(); }
  std::uint64_t sum_ns() const { return sum_ns_.value(); }

 private:
  std::array<Counter, kLatencyBounds.size() + 1> buckets_;
  Counter sum_ns_;
};

}  // namespace meridian::observability
