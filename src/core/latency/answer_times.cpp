#include "meridian/core/latency/answer_times.hpp"

#include <algorithm>
#include <set>

namespace meridian::latency {

health::Pace pace_of(const AnswerTime& one, std::span<const AnswerTime> all,
                     std::uint32_t slow_after) {
  if (all.size() < 2) return health::Pace::unknown;
  std::vector<microseconds> times;
  for (const AnswerTime& each : all) times.push_back(each.p95);
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
  std::nth_element(times.begin(), middle, times.end());
  const microseconds bound = std::max<microseconds>(*middle, kAnswerTimeMin) * slow_after;
  if (one.p95 > bound) return health::Pace::slow;
  return one.p95 > bound * 3 / 4 ? health::Pace::sluggish : health::Pace::fine;
}

void AnswerTimes::watch(std::vector<Service> services) {
  services_ = std::move(services);
  std::map<UpstreamId, FirstByteWindow> old = std::exchange(windows_, {});
  for (const Service& service : services_)
    for (const UpstreamId id : service.upstreams) windows_[id] = old[id];
}

std::vector<AnswerTimes::Judged> AnswerTimes::take(
    std::span<const Counted> counted, const std::map<UpstreamId, microseconds>& round_trips,
    Instant now) {
  std::set<UpstreamId> fresh;
  for (const Counted& one : counted) {
    const auto window = windows_.find(one.id);
    if (window != windows_.end() && window->second.take(one.counts, now)) fresh.insert(one.id);
  }
  std::vector<Judged> judged;
  for (const Service& service : services_) {
    if (service.slow_after == 0) continue;
    std::vector<AnswerTime> known;
    for (const UpstreamId id : service.upstreams) {
      const auto round_trip = round_trips.find(id);
      const std::optional<FirstByte>& row = windows_.at(id).row();
      if (!row || round_trip == round_trips.end()) continue;
      known.push_back({id, std::max(row->p95 - round_trip->second, microseconds(0))});
    }
    for (const AnswerTime& one : known)
      if (fresh.contains(one.id))
        judged.push_back({one.id, pace_of(one, known, service.slow_after)});
  }
  return judged;
}

std::optional<FirstByte> AnswerTimes::row(UpstreamId upstream) const {
  const auto window = windows_.find(upstream);
  return window == windows_.end() ? std::nullopt : window->second.row();
}

}  // namespace meridian::latency
