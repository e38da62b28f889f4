// Twenty edges and a store in virtual time: everything that happens follows from one seed. Messages
// are lost, late and out of order; edges are cut off, killed and started again; the store goes
// away, forgets and fails over to a replica that lacks the last writes; clocks are wrong by up to 5
// s; half of the edges are of a later version. Some time before the end all faults end.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <vector>

#include "meridian/core/agreement/reporter.hpp"
#include "meridian/core/agreement/scope.hpp"
#include "meridian/core/agreement/store_model.hpp"
#include "meridian/core/state/overrides.hpp"

namespace meridian::sim {

using agreement::Opinion;
using agreement::Opinions;

class World {
 public:
  explicit World(std::uint64_t seed);
  // Runs to the end. What was wrong, one line each; empty: nothing.
  std::vector<std::string> run();

 private:
  using Time = std::int64_t;  // milliseconds since the world began

  // What the store has on disk, and what a replica may have instead.
  struct StoreState {
    agreement::StoreModel model;
    state::Overrides overrides;
  };
  struct Region {
    bool alive = true;
    bool wrong = false;  // answers, and wrongly
  };
  struct Edge {
    std::string name;
    bool alive = true;
    bool later_version = false;
    std::int64_t clock = 0;          // of its steady clock
    std::uint64_t life = 0;          // counts its processes
    std::set<std::size_t> cut_from;  // regions
    bool store_cut = false;
    std::unique_ptr<agreement::Reporter> reporter;
    std::map<std::string, agreement::Concern> concerns;
    std::uint64_t asked = 0;  // the report under way
    state::Overrides known;
    Time known_at = 0;
    std::map<std::string, std::map<int, Time>> thought;  // opinion -> when last, by upstream
  };

  void at(Time time, std::function<void()> what);
  void after(Time time, std::function<void()> what) { at(now_ + time, std::move(what)); }
  std::uint64_t draw(std::uint64_t below);
  bool chance(unsigned percent) { return draw(100) < percent; }
  Time delay();
  bool faulty() const;
  void wrong(const std::string& what);

  // faults.cpp
  void plan_faults();
  void fault();
  void store_fault();
  void heal();
  void kill(Edge& edge);
  void start(Edge& edge);
  void operator_writes();
  void replicate();

  // edges.cpp
  Instant instant(const Edge& edge) const;
  void look(Edge& edge);  // at what it sees of the regions
  void wake(Edge& edge);
  void send(Edge& edge);
  void arrive(Edge& edge, const std::string& text, std::uint64_t life, std::uint64_t asked);
  void answered(Edge& edge, const std::string& text, std::uint64_t life, std::uint64_t asked);
  void poll_overrides(Edge& edge);
  void meet(Edge& edge, const state::Overrides& stored);
  void change(Edge& edge, const state::Target& target, int attempts);
  agreement::Joined joined(Edge& edge, const std::string& upstream);

  // checks.cpp
  agreement::StoreTime store_now() const;
  void judge_report(const agreement::Report& report, const agreement::Verdicts& before,
                    const agreement::Version& version);
  std::uint32_t thinking(const std::string& upstream, agreement::Vote vote) const;
  void judge_version(Edge& edge, const agreement::Version& before);
  void judge_end();
  void judge_overrides();
  void judge_edge(Edge& edge);

  struct Due {
    Time time;
    std::uint64_t order;
    std::function<void()> what;
    bool operator<(const Due& other) const {
      return std::pair(time, order) > std::pair(other.time, other.order);
    }
  };

  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
  Time now_ = 0;
  std::uint64_t scheduled_ = 0;
  std::priority_queue<Due> due_;
  std::vector<std::string> faults_found_;

  agreement::Patience patience_;
  std::vector<Region> regions_;
  std::vector<std::string> upstreams_;  // one in each region
  std::vector<Edge> edges_;
  StoreState store_;
  StoreState replica_;
  std::int64_t store_clock_ = 0;
  std::uint64_t store_run_ = 1;
  bool store_up_ = true;
  std::map<std::string, Time> reported_;  // edge -> when a report of it was taken
  std::uint64_t writes_ = 0;
  std::set<std::string> acknowledged_;  // ids of overrides
  std::set<std::string> told_lost_;     // ids in documents that became conflicts
};

}  // namespace meridian::sim
