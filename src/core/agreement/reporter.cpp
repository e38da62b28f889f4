#include "meridian/core/agreement/reporter.hpp"

#include <algorithm>
#include <utility>

#include "meridian/core/base/check.hpp"

namespace meridian::agreement {

Reporter::Reporter(Settings settings) : settings_(std::move(settings)) {}

void Reporter::set_opinions(Opinions opinions, Instant now) {
  if (opinions == opinions_) return;
  opinions_ = std::move(opinions);
  hasten(now);
}

void Reporter::set_standing(const Standing& standing, Instant now) {
  if (standing == standing_) return;
  standing_ = standing;
  hasten(now);
}

void Reporter::hasten(Instant now) {
  due_ = std::min(due_, now);
  if (sent_at_) due_ = std::max(due_, *sent_at_ + kReportGapMin);
}

std::optional<Instant> Reporter::due() const {
  if (under_way_) return std::nullopt;
  return due_;
}

// The verdict says otherwise: told again in each report until it is heard, because a vote counts
// only where it is carried.
bool Reporter::could_decide(const std::string& name, const Opinion& opinion) const {
  const auto at = verdicts_.find(name);
  const bool out = at != verdicts_.end() && at->second.out;
  switch (opinion.vote) {
    case Vote::none: return false;
    case Vote::up: return out;
    case Vote::down: break;
  }
  return !out || (opinion.kind == Kind::answer && at->second.kind == Kind::path);
}

Opinions Reporter::to_carry() const {
  if (!stored_) return opinions_;
  Opinions carried;
  for (const auto& [name, opinion] : opinions_) {
    const auto before = stored_->find(name);
    if (before == stored_->end() || before->second != opinion || could_decide(name, opinion))
      carried.emplace(name, opinion);
  }
  return carried;
}

Report Reporter::make_report(Instant now, double jitter) {
  MERIDIAN_CHECK(!under_way_);
  // What has left can only be told by a full report.
  if (stored_ && !std::all_of(stored_->begin(), stored_->end(),
                              [&](const auto& entry) { return opinions_.contains(entry.first); }))
    stored_.reset();
  Report report;
  report.edge = settings_.edge;
  report.run = settings_.run;
  report.sequence = ++sequence_;
  report.patience = settings_.patience;
  report.full = !stored_.has_value();
  report.opinions = to_carry();
  report.base = stored_ ? digest_of(*stored_) : 0;
  report.digest = digest_of(opinions_);
  report.topology = standing_.topology;
  report.shared = standing_.shared;
  report.overrides = standing_.overrides;
  report.known = version_;
  carried_ = opinions_;
  under_way_ = true;
  sent_at_ = now;
  // A tenth sooner or later.
  due_ = now + std::chrono::duration_cast<Instant::duration>(nanoseconds(settings_.interval) *
                                                             (0.9 + 0.2 * jitter));
  return report;
}

Report Reporter::make_leaving() {
  Report report;
  report.edge = settings_.edge;
  report.run = settings_.run;
  report.sequence = ++sequence_;
  report.patience = settings_.patience;
  report.leaving = true;
  report.known = version_;
  stored_.reset();
  return report;
}

bool Reporter::answered(const Answer& answer, Instant now) {
  MERIDIAN_CHECK(under_way_ && sent_at_);
  under_way_ = false;
  if (answer.taken == Taken::send_full) {
    stored_.reset();
    hasten(now);
  }
  if (answer.taken == Taken::refused || answer.taken == Taken::stale) stored_.reset();
  if (answer.taken != Taken::yes) return false;
  stored_ = carried_;
  heard_at_ = sent_at_;
  clock_.sample(answer.now, *sent_at_, now);
  last_ = answer;
  last_->verdicts.clear();
  const bool older =
      answer.version.epoch == version_.epoch && answer.version.number < version_.number;
  if (!answer.brings_verdicts || older) return false;
  version_ = answer.version;
  if (verdicts_ == answer.verdicts) return false;
  verdicts_ = answer.verdicts;
  return true;
}

// Whether it was taken is not known: the store compares digests, and asks for all where it was.
void Reporter::failed(Instant) {
  under_way_ = false;
}

}  // namespace meridian::agreement
