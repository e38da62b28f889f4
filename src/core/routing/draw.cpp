#include "core/routing/draw.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace meridian::routing {

namespace {

constexpr int kIndexBits = 8;
constexpr std::size_t kIntervals = std::size_t{1} << kIndexBits;

// log2(1 + i / kIntervals) by repeated squaring: each squaring of x in [1, 2) yields one bit.
constexpr std::uint64_t log2_of_interval(std::uint64_t i) {
  std::uint64_t x = (std::uint64_t{1} << 31) + (i << (31 - kIndexBits));
  std::uint64_t log = 0;
  for (int bit = 0; bit < kLogFractionBits; ++bit) {
    x = x * x >> 31;
    const std::uint64_t doubled = x >> 32;
    x >>= doubled;
    log = log << 1 | doubled;
  }
  return log;
}

constexpr auto make_table() {
  std::array<std::uint32_t, kIntervals + 1> table{};
  for (std::size_t i = 0; i < kIntervals; ++i)
    table[i] = static_cast<std::uint32_t>(log2_of_interval(i));
  table[kIntervals] = std::uint32_t{1} << kLogFractionBits;
  return table;
}

constexpr auto kLog2 = make_table();

}  // namespace

std::uint64_t negative_log2(std::uint64_t hash) {
  const std::uint64_t u = hash | 1;
  const int zeros = std::countl_zero(u);
  const std::uint64_t fraction = u << zeros << 1;  // behind the leading one
  const std::size_t interval = fraction >> (64 - kIndexBits);
  const std::uint64_t within = fraction << kIndexBits >> 32;
  const std::uint64_t low = kLog2[interval];
  const std::uint64_t log = low + ((kLog2[interval + 1] - low) * within >> 32);
  return (static_cast<std::uint64_t>(zeros + 1) << kLogFractionBits) - log;
}

std::uint64_t inverse_of_weight(std::uint32_t weight) {
  if (weight == 0) return 0;
  return (std::uint64_t{1} << kInverseWeightBits) / std::min(weight, kDrawWeightMax);
}

}  // namespace meridian::routing
