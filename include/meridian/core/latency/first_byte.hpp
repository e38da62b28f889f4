// How long upstreams take to answer: from a request to the first byte of its response, of live
// requests. Workers count into buckets, one of which is told by a time; the control thread makes
// two quantiles of what was counted in a few seconds.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "meridian/core/base/time.hpp"

namespace meridian::latency {

// Eight buckets for each doubling from 64 us to 67 s, so that a quantile is right within an eighth;
// what is shorter or longer is in the first or the last one.
inline constexpr std::size_t kFirstByteBuckets = 1 + 20 * 8;

constexpr std::size_t first_byte_bucket(microseconds time) {
  const auto us = static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 0));
  if (us < 64) return 0;
  const auto doubling = static_cast<std::size_t>(std::bit_width(us)) - 1;
  const std::size_t eighth = (us >> (doubling - 3)) & 7;
  return std::min(1 + (doubling - 6) * 8 + eighth, kFirstByteBuckets - 1);
}

// The longest time of a bucket.
constexpr microseconds first_byte_bound(std::size_t bucket) {
  if (bucket == 0) return microseconds(63);
  const std::size_t doubling = 6 + (bucket - 1) / 8;
  const std::uint64_t eighths = 8 + (bucket - 1) % 8 + 1;
  return microseconds((eighths << (doubling - 3)) - 1);
}

using FirstByteCounts = std::array<std::uint64_t, kFirstByteBuckets>;

struct FirstByte {
  microseconds p50{};
  microseconds p95{};
  std::uint64_t samples = 0;
  Instant at{};  // the end of the time in which they were counted
};

// Fewer tell nothing: then a window is made longer, up to kFirstByteWindowMax.
inline constexpr std::uint64_t kFirstByteSamplesMin = 50;
inline constexpr seconds kFirstByteWindowMax{30};

// Of one upstream. Pure.
class FirstByteWindow {
 public:
  // `counts`: of all time, at the end of a window. True: row() is of a new one.
  bool take(const FirstByteCounts& counts, Instant now);
  const std::optional<FirstByte>& row() const { return row_; }

 private:
  FirstByteCounts begin_{};
  std::optional<Instant> since_;
  std::optional<FirstByte> row_;
};

}  // namespace meridian::latency
