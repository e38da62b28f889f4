#include "core/routing/ranking.hpp"

#include <algorithm>

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

void Ranking::push_sorted(std::span<Keyed> keyed) {
  std::sort(keyed.begin(), keyed.end(), [](const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.set < b.set;
  });
  for (std::size_t i = 0; i < keyed.size(); ++i) {
    if (i > 0 && keyed[i].key == keyed[i - 1].key)
      groups_[count_ - 1] |= keyed[i].set;
    else
      push(keyed[i].set);
  }
}

}  // namespace meridian::routing
