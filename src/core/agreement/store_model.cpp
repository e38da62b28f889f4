#include "meridian/core/agreement/store_model.hpp"

#include <algorithm>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/state/overrides_json.hpp"

namespace meridian::agreement {

namespace {

std::uint32_t down_votes_needed(std::uint32_t quorum, std::uint32_t members) {
  return quorum == kMajority ? members / 2 + 1 : std::min(quorum, members);
}

// Entries that fell to 0 go, so that the map is as large as what is counted.
template <class Key>
void count(std::map<Key, std::uint32_t>& counts, const Key& key, int by) {
  std::uint32_t& entry = counts[key];
  entry += static_cast<std::uint32_t>(by);
  if (entry == 0) counts.erase(key);
}

template <class Key>
std::uint32_t counted(const std::map<Key, std::uint32_t>& counts, const Key& key) {
  const auto at = counts.find(key);
  return at == counts.end() ? 0 : at->second;
}

}  // namespace

Answer StoreModel::report(const Report& report, StoreTime now, std::uint64_t run) {
  notice_gap(now, run, report.patience);
  if (!quiet(now)) expire(report, now);
  const Taken taken = check(report);
  if (taken != Taken::yes) return answer(report, taken, now);
  reported_ = now;
  if (report.leaving)
    remove(report.edge, EventType::left, now);
  else
    take(report, now);
  if (!quiet(now) && !report.leaving)
    for (const auto& [name, opinion] : report.opinions) judge(name, opinion, report, now);
  return answer(report, taken, now);
}

void StoreModel::notice_gap(StoreTime now, std::uint64_t run, const Patience& patience) {
  const bool other = version_.number == 0 || run != run_;
  if (other) {
    const auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
    version_.epoch = state::hexadecimal(combine64(run, time));
    ++version_.number;
    run_ = run;
  }
  if (other || now - reported_ > patience.lease / 2 || now + kClockStepMax < reported_) {
    quiet_until_ = now + patience.lease;
    reported_ = now;
  }
}

void StoreModel::expire(const Report& report, StoreTime now) {
  std::size_t left = kExpiriesPerReport;
  const auto due = [&](const ByTime& edges, milliseconds after) {
    return left > 0 && !edges.empty() && edges.begin()->first + after < now;
  };
  while (due(fresh_, report.patience.lease)) {
    --left;
    const std::string edge = fresh_.begin()->second;
    Member& member = members_.at(edge);
    silent_.insert(*fresh_.begin());
    fresh_.erase(fresh_.begin());
    count_votes(member, -1);
    count_digests(member.row, -1);
    member.row.silent = true;
  }
  while (due(silent_, report.patience.member_ttl)) {
    --left;
    remove(std::string(silent_.begin()->second), EventType::gone, now);
  }
}

Taken StoreModel::check(const Report& report) const {
  const auto at = members_.find(report.edge);
  if (at == members_.end()) {
    if (!report.full) return report.leaving ? Taken::stale : Taken::send_full;
    return members_.size() < kMembersMax ? Taken::yes : Taken::refused;
  }
  const Member& member = at->second;
  if (member.run == report.run && report.sequence <= member.sequence) return Taken::stale;
  if (report.full) return Taken::yes;
  if (member.run != report.run) return report.leaving ? Taken::stale : Taken::send_full;
  return report.leaving || member.digest == report.base ? Taken::yes : Taken::send_full;
}

// A member that is fresh from now on.
StoreModel::Member& StoreModel::admit(const Report& report, StoreTime now) {
  const auto [at, joined] = members_.try_emplace(report.edge);
  Member& member = at->second;
  EdgeRow& row = member.row;
  if (joined) {
    row.edge = report.edge;
    row.format = report.format;
    count(formats_, row.format, 1);
    tell({now, EventType::joined, report.edge, ""});
  } else if (row.silent) {
    silent_.erase({row.reported, report.edge});
    count_votes(member, 1);
  } else {
    fresh_.erase({row.reported, report.edge});
    count_digests(row, -1);
  }
  row.silent = false;
  row.reported = now;
  fresh_.emplace(now, report.edge);
  return member;
}

void StoreModel::take(const Report& report, StoreTime now) {
  Member& member = admit(report, now);
  EdgeRow& row = member.row;
  count(formats_, row.format, -1);
  row.format = report.format;
  count(formats_, row.format, 1);
  row.topology = report.topology;
  row.shared = report.shared;
  row.overrides = report.overrides;
  row.known = report.known;
  count_digests(row, 1);
  member.run = report.run;
  member.sequence = report.sequence;
  member.digest = report.digest;
  replace(member, report);
}

void StoreModel::replace(Member& member, const Report& report) {
  if (report.full) {
    for (auto at = member.opinions.begin(); at != member.opinions.end();) {
      const bool stays = report.opinions.contains(at->first);
      if (!stays) drop_opinion(at->first, at->second, true);
      if (!stays && !tallies_.contains(at->first) && verdicts_.erase(at->first) != 0)
        ++version_.number;
      at = stays ? std::next(at) : member.opinions.erase(at);
    }
  }
  for (const auto& [name, opinion] : report.opinions) {
    const auto [at, added] = member.opinions.try_emplace(name, opinion);
    if (added)
      ++tallies_[name].members;
    else
      count_vote(name, at->second, -1);
    at->second = opinion;
    count_vote(name, opinion, 1);
  }
}

void StoreModel::remove(const std::string& edge, EventType why, StoreTime now) {
  const auto at = members_.find(edge);
  const Member& member = at->second;
  for (const auto& [name, opinion] : member.opinions)
    drop_opinion(name, opinion, !member.row.silent);
  count(formats_, member.row.format, -1);
  if (!member.row.silent) count_digests(member.row, -1);
  (member.row.silent ? silent_ : fresh_).erase({member.row.reported, edge});
  members_.erase(at);
  tell({now, why, edge, ""});
}

void StoreModel::drop_opinion(const std::string& name, const Opinion& opinion, bool fresh) {
  if (fresh) count_vote(name, opinion, -1);
  const auto tally = tallies_.find(name);
  if (--tally->second.members == 0) tallies_.erase(tally);
}

void StoreModel::count_vote(const std::string& name, const Opinion& opinion, int by) {
  if (opinion.vote == Vote::none) return;
  Tally& tally = tallies_[name];
  std::uint32_t& votes = opinion.vote == Vote::up       ? tally.up
                         : opinion.kind == Kind::answer ? tally.down_answer
                                                        : tally.down_path;
  votes += static_cast<std::uint32_t>(by);
}

void StoreModel::count_votes(const Member& member, int by) {
  for (const auto& [name, opinion] : member.opinions) count_vote(name, opinion, by);
}

void StoreModel::count_digests(const EdgeRow& row, int by) {
  count(topologies_, row.topology, by);
  count(views_, std::pair(row.topology, row.shared), by);
}

// After a report that carries this vote.
void StoreModel::judge(const std::string& name, const Opinion& opinion, const Report& report,
                       StoreTime now) {
  const Tally& tally = tallies_.at(name);
  const std::uint32_t needed = down_votes_needed(opinion.quorum, tally.members);
  const std::uint32_t down = tally.down_path + tally.down_answer;
  const auto verdict = verdicts_.find(name);
  const bool out = verdict != verdicts_.end() && verdict->second.out;
  if (opinion.vote == Vote::down && down >= needed) {
    const Kind kind = tally.down_answer >= needed ? Kind::answer : Kind::path;
    if (!out || verdict->second.kind != kind) decide(name, kind, report, now);
  }
  if (opinion.vote == Vote::up && out && down < needed && tally.up > down)
    decide(name, std::nullopt, report, now);
}

// Out for what `out` says, or back.
void StoreModel::decide(const std::string& name, std::optional<Kind> out, const Report& report,
                        StoreTime now) {
  const Tally& tally = tallies_.at(name);
  Verdict& verdict = verdicts_[name];
  if (verdict.out != out.has_value()) {
    verdict.since = now;
    tell({now, out ? EventType::out : EventType::in, report.edge, name});
  }
  verdict.out = out.has_value();
  verdict.kind = out.value_or(verdict.kind);
  verdict.down = tally.down_path + tally.down_answer;
  verdict.members = tally.members;
  verdict.by = report.edge;
  ++version_.number;
  if (verdicts_.size() <= limits::kUpstreamsMax) return;
  // More than one edge can have: of upstreams whose members are all gone.
  std::erase_if(verdicts_, [this](const auto& entry) { return !tallies_.contains(entry.first); });
}

void StoreModel::tell(Event event) {
  events_.push_back(std::move(event));
  if (events_.size() > kEventsMax) events_.pop_front();
}

Answer StoreModel::answer(const Report& report, Taken taken, StoreTime now) const {
  Answer answer;
  answer.taken = taken;
  answer.now = now;
  answer.version = version_;
  answer.brings_verdicts = report.known != version_;
  if (answer.brings_verdicts) answer.verdicts = verdicts_;
  answer.members = static_cast<std::uint32_t>(fresh_.size());
  answer.same_topology = counted(topologies_, report.topology);
  answer.agreeing = counted(views_, std::pair(report.topology, report.shared));
  if (!formats_.empty()) answer.format = formats_.begin()->first;
  return answer;
}

std::vector<EdgeRow> StoreModel::edges() const {
  std::vector<EdgeRow> rows;
  for (const auto& [edge, member] : members_) rows.push_back(member.row);
  return rows;
}

}  // namespace meridian::agreement
