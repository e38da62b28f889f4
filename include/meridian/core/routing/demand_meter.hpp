// From counts that only grow to rates, smoothed, and only as often changed as it matters: a plan
// made of them is shared by all edges. A value held by the control thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/routing/demand.hpp"

namespace meridian::routing {

inline constexpr seconds kDemandHalfLife{5};
// A demand that is off by less than this share of it, or this rate, is the same one.
inline constexpr double kDemandNoise = 0.02;
inline constexpr double kDemandNoiseMin = 1;  // requests per second

// Since the start of the process, of one upstream.
struct WantedCounts {
  UpstreamId id{};
  std::array<std::uint64_t, kCostClasses> by_cost{};
  std::vector<std::pair<UpstreamId, std::uint64_t>> by_next;
};

class DemandMeter {
 public:
  // All upstreams of services with the step `capacity`; one that is absent is forgotten. True:
  // demand() is another one.
  bool take(const std::vector<WantedCounts>& counts, Instant now);
  const std::vector<Demand>& demand() const { return published_; }

 private:
  struct Series {
    std::uint64_t counted = 0;
    double rate = 0;
  };
  double smooth(Series& series, std::uint64_t count) const;
  bool is_news(const std::vector<Demand>& measured) const;

  std::map<UpstreamId, std::array<Series, kCostClasses>> by_cost_;
  std::map<std::pair<UpstreamId, UpstreamId>, Series> by_next_;
  std::vector<Demand> published_;
  Instant taken_{};
  double gap_ = 0;     // seconds since the last counts
  double weight_ = 0;  // of the last gap's rate
};

}  // namespace meridian::routing
