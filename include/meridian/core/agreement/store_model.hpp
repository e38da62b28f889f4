// The store's side of agreement as a value: what one edge alone uses, and what the script in Redis
// does the same as. The cost of a report does not depend on how many edges there are: what is asked
// of all of them is kept as tallies, and at most kExpiriesPerReport edges expire in one report.
//
//   fresh   reported within a lease: votes count, its digests are compared
//   silent  still a member (it counts for the quorum), but its votes count no more
//   gone    silent for member_ttl, or left: forgotten
//
// An upstream is out by as many fresh down votes as its quorum asks for, a majority of its members
// unless the config says otherwise; it is back by up votes of most fresh voters, while the down
// votes would not take it out again. Only a report that carries such a vote changes a verdict.
// After a gap (no report for half a lease, another process of the store, its clock stepping back)
// nothing expires and no verdict changes for a lease. A clock that steps ahead looks like half a
// lease without a report, or it steps by less than that and leaves edges time enough to report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "meridian/core/agreement/report.hpp"

namespace meridian::agreement {

inline constexpr std::size_t kExpiriesPerReport = 4;
inline constexpr std::size_t kMembersMax = 4096;
inline constexpr std::size_t kEventsMax = 1000;
inline constexpr milliseconds kClockStepMax{1000};  // backwards: more is a gap

class StoreModel {
 public:
  // `now` and `run` are the store's: its clock, and a number that no other process of it has.
  Answer report(const Report& report, StoreTime now, std::uint64_t run);

  const Verdicts& verdicts() const { return verdicts_; }
  const Version& version() const { return version_; }
  std::vector<EdgeRow> edges() const;  // sorted by edge
  const std::deque<Event>& events() const { return events_; }
  bool quiet(StoreTime now) const { return now < quiet_until_; }

 private:
  struct Member {
    std::uint64_t run = 0;
    std::uint64_t sequence = 0;
    std::uint64_t digest = 0;
    Opinions opinions;
    EdgeRow row;
  };
  // Of one upstream.
  struct Tally {
    std::uint32_t members = 0;  // fresh and silent ones
    std::uint32_t up = 0;       // votes of fresh ones
    std::uint32_t down_path = 0;
    std::uint32_t down_answer = 0;
  };
  using ByTime = std::set<std::pair<StoreTime, std::string>>;

  void notice_gap(StoreTime now, std::uint64_t run, const Patience& patience);
  void expire(const Report& report, StoreTime now);
  Taken check(const Report& report) const;
  Member& admit(const Report& report, StoreTime now);
  void take(const Report& report, StoreTime now);
  void replace(Member& member, const Report& report);
  void remove(const std::string& edge, EventType why, StoreTime now);
  void drop_opinion(const std::string& name, const Opinion& opinion, bool fresh);
  void count_vote(const std::string& name, const Opinion& opinion, int by);
  void count_votes(const Member& member, int by);
  void count_digests(const EdgeRow& row, int by);
  void judge(const std::string& name, const Opinion& opinion, const Report& report, StoreTime now);
  void decide(const std::string& name, std::optional<Kind> out, const Report& report,
              StoreTime now);
  void tell(Event event);
  Answer answer(const Report& report, Taken taken, StoreTime now) const;

  Version version_;
  std::uint64_t run_ = 0;
  StoreTime reported_{};  // the last report that was taken
  StoreTime quiet_until_{};
  std::map<std::string, Member> members_;
  ByTime fresh_;
  ByTime silent_;
  std::map<std::string, Tally> tallies_;
  std::map<std::uint64_t, std::uint32_t> topologies_;                       // digest -> fresh edges
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> views_;  // with shared digest
  std::map<std::uint32_t, std::uint32_t> formats_;
  Verdicts verdicts_;
  std::deque<Event> events_;
};

}  // namespace meridian::agreement
