#include "meridian/core/agreement/comparison.hpp"

#include <map>

namespace meridian::agreement {

namespace {

// What the largest part of the fresh edges of this config has; of equal parts, the one that was
// first.
const EdgeRow* common_of(std::span<const EdgeRow> edges, std::uint64_t topology) {
  std::map<std::uint64_t, std::size_t> counts;
  for (const EdgeRow& edge : edges)
    if (!edge.silent && edge.topology == topology) ++counts[edge.shared];
  const EdgeRow* common = nullptr;
  for (const EdgeRow& edge : edges) {
    if (edge.silent || edge.topology != topology) continue;
    if (common == nullptr || counts[edge.shared] > counts[common->shared]) common = &edge;
  }
  return common;
}

}  // namespace

std::vector<Difference> differences(std::span<const EdgeRow> edges) {
  std::map<std::uint64_t, const EdgeRow*> common;
  for (const EdgeRow& edge : edges)
    if (!common.contains(edge.topology)) common[edge.topology] = common_of(edges, edge.topology);
  std::vector<Difference> all;
  for (const EdgeRow& edge : edges) {
    Difference& difference = all.emplace_back();
    const EdgeRow* others = common[edge.topology];
    if (edge.silent || edge.shared == others->shared) continue;
    difference.view = true;
    difference.overrides = edge.overrides != others->overrides;
    difference.verdicts = edge.known != others->known;
  }
  return all;
}

}  // namespace meridian::agreement
