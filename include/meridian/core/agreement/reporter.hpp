// The edge's side of agreement: when it reports and what, and what it has been told. A pure state
// machine; the driver sends what it makes and brings the answers. One report is under way at a
// time, and an answer to an earlier one is never brought.
#pragma once

#include <optional>
#include <string>

#include "meridian/core/agreement/report.hpp"
#include "meridian/core/agreement/store_clock.hpp"
#include "meridian/core/base/time.hpp"

namespace meridian::agreement {

inline constexpr milliseconds kReportGapMin{100};

class Reporter {
 public:
  struct Settings {
    std::string edge;
    std::uint64_t run = 0;  // another one for each process
    milliseconds interval{2'000};
    Patience patience;
  };
  // What of this edge others compare with theirs.
  struct Standing {
    std::uint64_t topology = 0;
    std::uint64_t shared = 0;
    std::uint64_t overrides = 0;
    bool operator==(const Standing&) const = default;
  };

  explicit Reporter(Settings settings);

  // What has changed is told at once, though never sooner than kReportGapMin after the last report.
  void set_opinions(Opinions opinions, Instant now);
  void set_standing(const Standing& standing, Instant now);
  const Opinions& opinions() const { return opinions_; }

  // There may be news: the next report is due by then, at kReportGapMin after the last at best.
  void ask_by(Instant at) { hasten(at); }
  // When the next report is due; nothing while one is under way.
  std::optional<Instant> due() const;
  // `jitter`: 0 to 1, of the interval to the one after, so that edges do not report in step.
  Report make_report(Instant now, double jitter);
  Report make_leaving();
  // To the report under way. True if verdicts are other ones now.
  bool answered(const Answer& answer, Instant now);
  void failed(Instant now);

  const Verdicts& verdicts() const { return verdicts_; }
  const Version& version() const { return version_; }
  const StoreClock& clock() const { return clock_; }
  const std::optional<Answer>& last_answer() const { return last_; }  // without verdicts
  // When the last report that was taken had been sent; nothing: none was. What has been told since
  // cannot be older.
  std::optional<Instant> heard_at() const { return heard_at_; }

 private:
  bool could_decide(const std::string& name, const Opinion& opinion) const;
  Opinions to_carry() const;
  void hasten(Instant now);

  Settings settings_;
  Opinions opinions_;
  Standing standing_;
  std::uint64_t sequence_ = 0;
  // What the store has of this edge, if it has not lost it; nothing: the next report is full.
  std::optional<Opinions> stored_;
  Opinions carried_;  // what it has once the report under way is taken
  bool under_way_ = false;
  std::optional<Instant> sent_at_;
  Instant due_{};
  Verdicts verdicts_;
  Version version_;
  StoreClock clock_;
  std::optional<Answer> last_;
  std::optional<Instant> heard_at_;
};

}  // namespace meridian::agreement
