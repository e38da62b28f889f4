// Weighted rendezvous hashing in integers. For a key and a candidate of weight w the draw is
// -log2(u) / w with u uniform in (0, 1] from a hash of both; the smallest draw wins, so candidate i
// wins with probability w_i / sum(w), and a changed weight moves only the clients it has to.
//
// Every edge and every build must agree to the last bit, so no libm: log2 comes from a table that
// the compiler makes with integer arithmetic, interpolated linearly (error below 3e-6, which is
// far under what 100 000 clients can show).
#pragma once

#include <cstdint>

#include "meridian/core/base/hash.hpp"

namespace meridian::routing {

inline constexpr int kLogFractionBits = 31;
inline constexpr int kInverseWeightBits = 26;
// With these, draw = log * inverse weight stays below 2^(6 + 31 + 26) = 2^63.
inline constexpr std::uint32_t kDrawWeightMax = 1U << 20;

// -log2(u), u = (hash | 1) / 2^64, with kLogFractionBits of fraction. In [1, 64 << 31].
std::uint64_t negative_log2(std::uint64_t hash);

// 0 for weight 0. Larger weights than kDrawWeightMax count as that.
std::uint64_t inverse_of_weight(std::uint32_t weight);

inline std::uint64_t draw_of(std::uint64_t key, std::uint64_t seed, std::uint64_t inverse_weight) {
  return negative_log2(mix64(key ^ seed)) * inverse_weight;
}

}  // namespace meridian::routing
