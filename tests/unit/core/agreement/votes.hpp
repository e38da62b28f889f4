// Reports by hand, and a store that edges speak to.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "meridian/core/agreement/store_model.hpp"

namespace meridian::agreement::test {

inline constexpr Opinion kNone{Vote::none, Kind::path, kMajority};
inline constexpr Opinion kUp{Vote::up, Kind::path, kMajority};
inline constexpr Opinion kPath{Vote::down, Kind::path, kMajority};
inline constexpr Opinion kAnswer{Vote::down, Kind::answer, kMajority};
inline const std::string kEu = "api/eu";
inline const std::string kUs = "api/us";

constexpr Instant second(double count) {
  return Instant(
      std::chrono::duration_cast<Instant::duration>(std::chrono::duration<double>(count)));
}
inline StoreTime at(std::int64_t milliseconds_) {
  return StoreTime(milliseconds(1'000'000 + milliseconds_));
}

// One store, and of each edge what it last reported. Times are in milliseconds.
class Cluster {
 public:
  // Edges a, b, c, .. vote up for both upstreams, and the first lease has passed.
  explicit Cluster(std::size_t edges) {
    for (std::size_t i = 0; i < edges; ++i) votes(name(i), {{kEu, kUp}, {kUs, kUp}});
    for (now = 2'000; now <= 8'000; now += 2'000) all_report();
  }
  static std::string name(std::size_t i) { return std::string(1, static_cast<char>('a' + i)); }

  Answer send(Report report) {
    report.edge = report.edge.empty() ? "a" : report.edge;
    report.run = report.run == 0 ? 1 : report.run;
    report.sequence = report.sequence == 0 ? ++sequence_ : report.sequence;
    return store.report(report, at(now), run);
  }
  // A report with these changes.
  Answer votes(const std::string& edge, const Opinions& changes) {
    Report report = next(edge);
    report.opinions = changes;
    for (const auto& [upstream, opinion] : changes) opinions[edge][upstream] = opinion;
    report.digest = digest_of(opinions[edge]);
    return send(report);
  }
  Answer vote(const std::string& edge, const Opinion& opinion) {
    return votes(edge, {{kEu, opinion}});
  }
  Answer beats(const std::string& edge) { return votes(edge, {}); }
  void all_report() {
    for (const auto& [edge, held] : std::map(opinions)) beats(edge);
  }
  // For so long every edge but these reports.
  void pass(std::int64_t time, const std::vector<std::string>& without = {}) {
    for (const std::string& edge : without) asleep_[edge] = std::exchange(opinions[edge], {});
    for (const std::string& edge : without) opinions.erase(edge);
    for (const std::int64_t end = now + time; now < end;) {
      now += 1'000;
      all_report();
    }
    opinions.merge(asleep_);
  }
  Report next(const std::string& edge) const {
    Report report;
    report.edge = edge;
    const auto held = opinions.find(edge);
    report.full = held == opinions.end();
    if (!report.full) report.base = report.digest = digest_of(held->second);
    report.known = store.version();
    return report;
  }
  bool out(const std::string& upstream = kEu) const {
    const auto verdict = store.verdicts().find(upstream);
    return verdict != store.verdicts().end() && verdict->second.out;
  }

  StoreModel store;
  std::map<std::string, Opinions> opinions;
  std::int64_t now = 0;
  std::uint64_t run = 7;

 private:
  std::uint64_t sequence_ = 0;
  std::map<std::string, Opinions> asleep_;
};

}  // namespace meridian::agreement::test
