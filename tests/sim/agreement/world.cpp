#include "tests/sim/agreement/world.hpp"

#include "meridian/core/base/hash.hpp"

namespace meridian::sim {

namespace {

constexpr std::size_t kEdges = 20;
constexpr std::size_t kRegions = 3;
constexpr std::int64_t kEnd = 120'000;
constexpr std::int64_t kFaultsEnd = 70'000;

}  // namespace

World::World(std::uint64_t seed) : seed_(mix64(seed)), regions_(kRegions), edges_(kEdges) {
  if (chance(30)) patience_.member_ttl = milliseconds(30'000);
  for (std::size_t i = 0; i < kRegions; ++i)
    upstreams_.push_back("api/region-" + std::to_string(i));
  store_clock_ = 1'000'000'000 + static_cast<std::int64_t>(draw(10'001)) - 5'000;
  for (std::size_t i = 0; i < kEdges; ++i) {
    Edge& edge = edges_[i];
    edge.name = "edge-" + std::to_string(i);
    edge.later_version = i % 2 == 0;
    edge.clock = static_cast<std::int64_t>(draw(10'001)) + 1'000'000;
    at(static_cast<Time>(draw(2'000)), [this, &edge] { start(edge); });
  }
}

std::vector<std::string> World::run() {
  plan_faults();
  at(kFaultsEnd, [this] { heal(); });
  while (!due_.empty() && due_.top().time <= kEnd && faults_found_.empty()) {
    const Due next = due_.top();
    due_.pop();
    now_ = next.time;
    next.what();
  }
  if (faults_found_.empty()) judge_end();
  return faults_found_;
}

void World::at(Time time, std::function<void()> what) {
  due_.push({time, ++scheduled_, std::move(what)});
}

std::uint64_t World::draw(std::uint64_t below) {
  return mix64(seed_ + ++drawn_) % below;
}

bool World::faulty() const {
  return now_ < kFaultsEnd;
}

// One way. Now and then long enough for a later message to be there first.
World::Time World::delay() {
  const bool late = faulty() && chance(3);
  return static_cast<Time>(1 + draw(late ? 3'000 : 30));
}

void World::wrong(const std::string& what) {
  faults_found_.push_back("at " + std::to_string(now_) + " ms: " + what);
}

}  // namespace meridian::sim
