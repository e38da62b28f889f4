// What must hold in every world.
#include <algorithm>

#include "meridian/core/health/health.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "tests/sim/agreement/world.hpp"

namespace meridian::sim {

namespace {

using agreement::Kind;
using agreement::Vote;

constexpr std::int64_t kLongestWay = 3'100;  // of a message

bool is_out(const agreement::Verdicts& verdicts, const std::string& upstream) {
  const auto at = verdicts.find(upstream);
  return at != verdicts.end() && at->second.out;
}

}  // namespace

agreement::StoreTime World::store_now() const {
  return agreement::StoreTime(milliseconds(now_ + store_clock_));
}

// Edges that thought so at a time that their last report can be of.
std::uint32_t World::thinking(const std::string& upstream, Vote vote) const {
  const Time since = now_ - patience_.lease.count() - kLongestWay - 10'000;
  return static_cast<std::uint32_t>(
      std::count_if(edges_.begin(), edges_.end(), [&](const Edge& edge) {
        const auto at = edge.thought.find(upstream);
        if (at == edge.thought.end()) return false;
        const auto when = at->second.find(static_cast<int>(vote));
        return when != at->second.end() && when->second >= since;
      }));
}

// No verdict without the votes for it, and none by anything but such a vote.
void World::judge_report(const agreement::Report& report, const agreement::Verdicts& before,
                         const agreement::Version& version) {
  const agreement::Version& now = store_.model.version();
  if (now.epoch == version.epoch && now.number < version.number)
    wrong("the store's version went back within an epoch");
  for (const std::string& upstream : upstreams_) {
    const bool out = is_out(store_.model.verdicts(), upstream);
    if (out == is_out(before, upstream)) continue;
    const auto vote = report.opinions.find(upstream);
    if (vote == report.opinions.end() || vote->second.vote != (out ? Vote::down : Vote::up)) {
      wrong(upstream + " changed without a vote for it, by " + report.edge);
      continue;
    }
    const agreement::Verdict& verdict = store_.model.verdicts().at(upstream);
    const auto reporting = static_cast<std::uint32_t>(std::count_if(
        reported_.begin(), reported_.end(),
        [&](const auto& edge) { return edge.second >= now_ - patience_.lease.count() / 2; }));
    if (out && verdict.down * 2 <= verdict.members) wrong(upstream + " is out by a minority");
    if (out && verdict.down > thinking(upstream, Vote::down))
      wrong(upstream + " is out by votes that nobody gave");
    if (out && verdict.members + 1 < reporting)
      wrong(upstream + " is out by less members than report");
    if (!out && thinking(upstream, Vote::up) == 0) wrong(upstream + " is back without a vote");
  }
}

void World::judge_version(Edge& edge, const agreement::Version& before) {
  const agreement::Version& now = edge.reporter->version();
  if (now.epoch == before.epoch && now.number < before.number)
    wrong(edge.name + ": the version went back within an epoch");
}

void World::judge_edge(Edge& edge) {
  for (const auto& [upstream, opinion] : edge.reporter->opinions()) {
    const agreement::Joined result = joined(edge, upstream);
    if (opinion.vote == Vote::down && health::serves(result.health.health))
      wrong(edge.name + " serves from " + upstream + ", which it sees down");
    if (result.agreed && !is_out(edge.reporter->verdicts(), upstream))
      wrong(edge.name + " left " + upstream + " without a verdict");
  }
}

// All faults are over for long: everybody has the same, and it is what the regions are like.
void World::judge_end() {
  const agreement::Version& version = store_.model.version();
  for (Edge& edge : edges_) {
    if (!(edge.reporter->version() == version) ||
        edge.reporter->verdicts() != store_.model.verdicts())
      wrong(edge.name + " has other verdicts than the store");
    judge_edge(edge);
    for (std::size_t i = 0; i < regions_.size(); ++i) {
      const bool serves = health::serves(joined(edge, upstreams_[i]).health.health);
      const bool should = !regions_[i].wrong && !edge.cut_from.contains(i);
      if (serves == should) continue;
      wrong(edge.name + (serves ? " serves from " : " left ") + upstreams_[i]);
    }
  }
  for (std::size_t i = 0; i < regions_.size(); ++i)
    if (is_out(store_.model.verdicts(), upstreams_[i]) != regions_[i].wrong)
      wrong("the verdict on " + upstreams_[i] + " is wrong");
  if (store_.model.edges().size() != edges_.size()) wrong("some edge is no member");
  judge_overrides();
}

void World::judge_overrides() {
  for (const Edge& edge : edges_)
    if (edge.known != store_.overrides) wrong(edge.name + " has other overrides than the store");
  for (const std::string& id : acknowledged_)
    if (!store_.overrides.entries.contains(*state::parse_id(id)) && !told_lost_.contains(id))
      wrong(id + " was acknowledged, is lost, and nobody was told");
}

}  // namespace meridian::sim
