// What this edge has measured of the way to every upstream. A value held by the control thread;
// build_view takes its rows.
//
// Three numbers for each upstream. A fast average follows the samples, each replaced by the median
// of it and the two before so that one spike is nothing, upwards twice as fast as down (half-lives
// kRiseHalfLife and kFallHalfLife); a slow one has the half-life kSlowHalfLife. Decisions use the
// steady value. It stays where it is until the fast average has been off by more than the policy's
// `min_gain` for `dwell`, or the slow one by a quarter of that for kSlowDwells times as long; then
// it becomes that average. So noise moves nobody, a step moves clients once, and a slow drift is
// not missed.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/config/policy.hpp"
#include "meridian/core/latency/reading.hpp"

namespace meridian::latency {

inline constexpr seconds kRiseHalfLife{5};
inline constexpr seconds kFallHalfLife{10};
inline constexpr seconds kSlowHalfLife{60};
inline constexpr std::uint64_t kSamplesMin =
    20;  // before there is a reading: 10 % of noise is 2 % then
inline constexpr int kSlowDwells = 12;
inline constexpr microseconds kNoiseMax{1000};  // a change below it counts for nobody

struct Damping {
  config::Margin min_gain{.percent = 15};
  nanoseconds dwell = seconds(5);
};

// The average and steady value of one upstream. Pure.
class Track {
 public:
  // True: the reading is another one for decisions.
  bool add(microseconds sample, Instant now, const Damping& damping);
  std::optional<Reading> reading() const;  // nothing before kSamplesMin samples
  bool forget(Instant now);                // true: it was too old to keep

 private:
  microseconds without_spike(microseconds sample);
  void average(microseconds sample, Instant now);
  bool settle(double at_us);

  std::array<microseconds, 2> before_{};  // the last samples
  double average_us_ = 0;
  double slow_us_ = 0;
  std::uint64_t slow_samples_ = 0;
  std::uint64_t samples_ = 0;
  Instant at_{};
  microseconds steady_{};
  bool above_ = false;  // the side on which the average is off
  std::optional<Instant> off_since_;
  std::optional<Instant> far_off_since_;
};

class LatencyTable {
 public:
  struct Upstream {
    UpstreamId id{};
    Damping damping;
  };
  // Replaces what is watched; the tracks of upstreams that stay are kept.
  void watch(const std::vector<Upstream>& upstreams);
  // A connection to the upstream took `round_trip` to be made. True: rows() differ for decisions.
  // An upstream that is not watched is ignored.
  bool connected(UpstreamId upstream, microseconds round_trip, Instant now);
  // Forgets what is too old. True: rows() differ.
  bool expire(Instant now);
  std::vector<UpstreamLatency> rows() const;  // sorted by id

 private:
  struct Watched {
    Damping damping;
    Track track;
  };
  std::map<UpstreamId, Watched> watched_;
};

}  // namespace meridian::latency
