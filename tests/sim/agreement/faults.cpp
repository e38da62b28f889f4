// What goes wrong in a world, and how it ends.
#include <algorithm>

#include "tests/sim/agreement/world.hpp"

namespace meridian::sim {

namespace {

constexpr std::int64_t kFirstFault = 12'000;  // the cluster has formed
constexpr std::int64_t kFaultSpan = 50'000;
constexpr std::int64_t kReplication = 400;

}  // namespace

void World::plan_faults() {
  const std::uint64_t faults = 4 + draw(16);
  for (std::uint64_t i = 0; i < faults; ++i)
    at(kFirstFault + static_cast<Time>(draw(kFaultSpan)), [this] { fault(); });
  const std::uint64_t writes = draw(8);
  for (std::uint64_t i = 0; i < writes; ++i)
    at(4'000 + static_cast<Time>(draw(90'000)), [this] { operator_writes(); });
  replicate();
}

void World::fault() {
  Edge& edge = edges_[draw(edges_.size())];
  Region& region = regions_[draw(regions_.size())];
  const Time length = 500 + static_cast<Time>(draw(20'000));
  switch (draw(8)) {
    case 0: region.alive = false; return after(length, [&region] { region.alive = true; });
    case 1: region.wrong = true; return after(length, [&region] { region.wrong = false; });
    case 2: {
      const std::size_t from = draw(regions_.size());
      edge.cut_from.insert(from);
      return after(length, [&edge, from] { edge.cut_from.erase(from); });
    }
    case 3: edge.store_cut = true; return after(length, [&edge] { edge.store_cut = false; });
    case 4: kill(edge); return after(length, [this, &edge] { start(edge); });
    case 5:  // one in two of them at once
      for (Edge& each : edges_)
        if (chance(50)) kill(each);
      return after(length, [this] {
        for (Edge& each : edges_) start(each);
      });
    default: return store_fault();
  }
}

void World::store_fault() {
  switch (draw(4)) {
    case 0:  // gone for a while
      store_up_ = false;
      return after(500 + static_cast<Time>(draw(15'000)), [this] { store_up_ = true; });
    case 1:  // emptied
      store_ = StoreState();
      return;
    case 2:  // its clock is set
      store_clock_ += static_cast<std::int64_t>(draw(10'001)) - 5'000;
      return;
    default:  // a replica takes over, on a machine with a clock of its own
      store_ = replica_;
      ++store_run_;
      store_clock_ += static_cast<std::int64_t>(draw(10'001)) - 5'000;
  }
}

// What the replica has is up to kReplication old.
void World::replicate() {
  replica_ = store_;
  after(1 + static_cast<Time>(draw(kReplication)), [this] { replicate(); });
}

void World::heal() {
  store_up_ = true;
  for (Region& region : regions_) region.alive = true;
  for (Edge& edge : edges_) {
    edge.store_cut = false;
    edge.cut_from.clear();
    start(edge);
  }
  // What is wrong from here on stays so to the end.
  regions_[0].wrong = chance(50);
  for (Edge& edge : edges_)
    if (chance(20)) edge.cut_from.insert(1);
  const auto cut = std::count_if(edges_.begin(), edges_.end(),
                                 [](const Edge& edge) { return !edge.cut_from.empty(); });
  if (cut * 2 < static_cast<std::ptrdiff_t>(edges_.size())) return;
  for (Edge& edge : edges_) edge.cut_from.clear();
}

void World::kill(Edge& edge) {
  edge.alive = false;
  edge.reporter.reset();
  ++edge.life;
}

void World::start(Edge& edge) {
  if (edge.reporter != nullptr) return;
  edge.alive = true;
  ++edge.life;
  edge.reporter = std::make_unique<agreement::Reporter>(
      agreement::Reporter::Settings{edge.name, edge.life, milliseconds(2'000), patience_});
  edge.concerns.clear();
  look(edge);
  poll_overrides(edge);
}

void World::operator_writes() {
  Edge& edge = edges_[draw(edges_.size())];
  if (!edge.alive) return;
  const std::string service = "s" + std::to_string(++writes_);
  change(edge, {state::Kind::weight, service, "eu"}, 4);
}

}  // namespace meridian::sim
