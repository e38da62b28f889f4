#include "core/routing/ranking.hpp"

#include <array>

namespace meridian::routing {

void Ranking::split_by_tiers(std::span<const CandidateSet> tiers) {
  Ranking split;
  for (std::size_t i = 0; i < count_; ++i) {
    CandidateSet rest = groups_[i];
    for (const CandidateSet tier : tiers) {
      split.push(rest & tier);
      rest &= ~tier;
    }
    split.push(rest);
  }
  take_groups(split);
}

// Each key's place is the number of keys before it, counted over all pairs: draws are random, so a
// sort that branches on them mispredicts half the time and takes longer up to 64 keys.
void Ranking::push_sorted(std::span<Keyed> keyed) {
  std::array<std::uint32_t, limits::kUpstreamsPerServiceMax> place;
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    const std::uint64_t key = keyed[i].key;
    std::uint32_t before = 0;
    for (std::size_t j = 0; j < i; ++j) {
      const std::uint32_t not_after = keyed[j].key <= key ? 1 : 0;
      before += not_after;
      place[j] += 1 - not_after;
    }
    place[i] = before;
  }
  std::array<Keyed, limits::kUpstreamsPerServiceMax> sorted;
  for (std::size_t i = 0; i < keyed.size(); ++i) sorted[place[i]] = keyed[i];
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i > 0 && sorted[i].key == sorted[i - 1].key)
      groups_[count_ - 1] |= sorted[i].set;
    else
      push(sorted[i].set);
  }
}

}  // namespace meridian::routing
