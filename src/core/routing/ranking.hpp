// The order of candidates while steps work on it: groups, best first; inside a group no step has
// told the candidates apart yet. A step only splits groups. No allocation.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/view.hpp"

namespace meridian::routing {

constexpr CandidateSet bit_of(std::size_t candidate) {
  return CandidateSet{1} << candidate;
}
inline std::size_t first_of(CandidateSet set) {
  return static_cast<std::size_t>(std::countr_zero(set));
}
constexpr bool is_single(CandidateSet set) {
  return std::has_single_bit(set);
}

template <class Visit>
void for_each_candidate(CandidateSet set, Visit visit) {
  for (; set != 0; set &= set - 1) visit(first_of(set));
}

class Ranking {
 public:
  // `first` (one of `all`, or none) goes before the others, whatever the steps say.
  explicit Ranking(CandidateSet all, CandidateSet first = 0) : candidates_(std::popcount(all)) {
    push(first);
    push(all & ~first);
  }
  Ranking(const Ranking&) = delete;
  Ranking& operator=(const Ranking&) = delete;

  std::size_t size() const { return count_; }
  CandidateSet operator[](std::size_t i) const { return groups_[i]; }
  CandidateSet first() const { return groups_[0]; }
  bool complete() const { return static_cast<int>(count_) == candidates_; }  // all told apart

  // Splits each group by `tiers`, best first; what is in no tier comes last.
  void split_by_tiers(std::span<const CandidateSet> tiers);
  // Splits each group by key(candidate), smallest first; equal keys stay together.
  template <class Key>
  void split_by_key(Key key);

 private:
  struct Keyed {
    std::uint64_t key;
    CandidateSet set;
  };

  Ranking() = default;
  void push(CandidateSet set) {
    if (set != 0) groups_[count_++] = set;
  }
  void push_sorted(std::span<Keyed> keyed);
  void take_groups(const Ranking& other) {
    std::copy_n(other.groups_.begin(), other.count_, groups_.begin());
    count_ = other.count_;
  }

  std::array<CandidateSet, limits::kUpstreamsPerServiceMax> groups_;
  std::size_t count_ = 0;
  int candidates_ = 0;  // over all groups
};

template <class Key>
void Ranking::split_by_key(Key key) {
  Ranking split;
  for (std::size_t i = 0; i < count_; ++i) {
    if (is_single(groups_[i])) {
      split.push(groups_[i]);
      continue;
    }
    std::array<Keyed, limits::kUpstreamsPerServiceMax> keyed;
    std::size_t n = 0;
    for_each_candidate(groups_[i], [&](std::size_t c) { keyed[n++] = Keyed{key(c), bit_of(c)}; });
    split.push_sorted({keyed.data(), n});
  }
  take_groups(split);
}

}  // namespace meridian::routing
