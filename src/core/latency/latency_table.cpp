#include "meridian/core/latency/latency_table.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace meridian::latency {

std::string_view to_string(Source source) {
  switch (source) {
    case Source::own: return "own";
    case Source::nearest_edge: return "nearest_edge";
    case Source::imported: return "imported";
    case Source::great_circle: break;
  }
  return "great_circle";
}

microseconds Track::without_spike(microseconds sample) {
  if (samples_ < 2) {
    before_[samples_] = sample;
    return sample;
  }
  const microseconds low = std::min(before_[0], before_[1]);
  const microseconds high = std::max(before_[0], before_[1]);
  before_ = {before_[1], sample};
  return std::clamp(sample, low, high);
}

// The first samples count alike, later ones by the time since the last.
void Track::average(microseconds sample, Instant now) {
  const auto us = static_cast<double>(sample.count());
  const seconds half_life = us > average_us_ ? kRiseHalfLife : kFallHalfLife;
  const std::chrono::duration<double> gap = now - at_;
  const double by_time =
      1.0 - std::exp2(-gap.count() / std::chrono::duration<double>(half_life).count());
  const double by_count = 1.0 / static_cast<double>(samples_ + 1);
  average_us_ += (us - average_us_) * std::max(by_time, by_count);
  const double slow =
      1.0 - std::exp2(-gap.count() / std::chrono::duration<double>(kSlowHalfLife).count());
  slow_us_ += (us - slow_us_) * std::max(slow, 1.0 / static_cast<double>(++slow_samples_));
}

bool Track::add(microseconds sample, Instant now, const Damping& damping) {
  if (samples_ == 0) at_ = now;
  average(without_spike(sample), now);
  ++samples_;
  at_ = now;
  if (samples_ < kSamplesMin) return false;
  if (samples_ == kSamplesMin) return settle(slow_us_);
  const microseconds measured(std::llround(average_us_));
  const microseconds off = std::chrono::abs(measured - steady_);
  const microseconds far = std::max(damping.min_gain.of(steady_), kNoiseMax);
  const auto keep = [now](std::optional<Instant>& since, bool still) {
    since = !still ? std::nullopt : since ? since : std::optional(now);
  };
  if (std::exchange(above_, measured > steady_) != above_) far_off_since_ = {};
  keep(far_off_since_, off > far);
  const microseconds drift = std::chrono::abs(microseconds(std::llround(slow_us_)) - steady_);
  keep(off_since_, drift > std::max(far / 4, kNoiseMax));
  if (far_off_since_ && now - *far_off_since_ >= damping.dwell) {
    slow_us_ = average_us_;
    slow_samples_ = 4;
    return settle(average_us_);
  }
  return off_since_ && now - *off_since_ >= damping.dwell * kSlowDwells && settle(slow_us_);
}

bool Track::settle(double at_us) {
  steady_ = microseconds(std::llround(at_us));
  off_since_ = far_off_since_ = {};
  return true;
}

std::optional<Reading> Track::reading() const {
  if (samples_ < kSamplesMin) return std::nullopt;
  return Reading{steady_, microseconds(std::llround(average_us_)), samples_, at_};
}

bool Track::forget(Instant now) {
  if (samples_ == 0 || now - at_ <= kKeptFor) return false;
  const bool was_known = samples_ >= kSamplesMin;
  *this = Track();
  return was_known;
}

void LatencyTable::watch(const std::vector<Upstream>& upstreams) {
  std::map<UpstreamId, Watched> old = std::exchange(watched_, {});
  for (const Upstream& upstream : upstreams) {
    Watched& watched = watched_[upstream.id];
    const auto known = old.find(upstream.id);
    if (known != old.end()) watched.track = known->second.track;
    watched.damping = upstream.damping;
  }
}

bool LatencyTable::connected(UpstreamId upstream, microseconds round_trip, Instant now) {
  const auto found = watched_.find(upstream);
  if (found == watched_.end()) return false;
  return found->second.track.add(round_trip, now, found->second.damping);
}

bool LatencyTable::expire(Instant now) {
  bool changed = false;
  for (auto& [id, watched] : watched_) changed = watched.track.forget(now) || changed;
  return changed;
}

std::vector<UpstreamLatency> LatencyTable::rows() const {
  std::vector<UpstreamLatency> rows;
  for (const auto& [id, watched] : watched_) {
    UpstreamLatency row;
    row.id = id;
    row.own = watched.track.reading();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace meridian::latency
