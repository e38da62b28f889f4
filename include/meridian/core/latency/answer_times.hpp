// What this edge has measured of the answers of every upstream, and which region of a service is
// slow: compared with the others, not by a time. A value held by the control thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/health/slowness.hpp"
#include "meridian/core/latency/first_byte.hpp"

namespace meridian::latency {

// What an upstream's application takes: p95 to the first byte, without the network's round trip.
struct AnswerTime {
  UpstreamId id{};
  microseconds p95{};
};

// Less than this counts as this: between fast regions a multiple says nothing.
inline constexpr milliseconds kAnswerTimeMin{10};

// Of an upstream among `all` of its service that are known. It is slow beyond `slow_after` times
// the middle one of them (the lower one of two), and fine again below three quarters of that: so at
// most half of them are ever slow, and where all are, none is.
health::Pace pace_of(const AnswerTime& one, std::span<const AnswerTime> all,
                     std::uint32_t slow_after);

class AnswerTimes {
 public:
  struct Service {
    std::vector<UpstreamId> upstreams;
    std::uint32_t slow_after = 0;  // times the middle region's; 0: nobody is slow
  };
  // Replaces what is watched; the windows of upstreams that stay are kept.
  void watch(std::vector<Service> services);

  struct Counted {
    UpstreamId id{};
    FirstByteCounts counts{};  // over all workers, of all time
  };
  struct Judged {
    UpstreamId id{};
    health::Pace pace = health::Pace::unknown;
  };
  // A window has ended. `round_trips` of the network, by upstream: what is not there is not
  // compared. Returns the upstreams of which this window says something.
  std::vector<Judged> take(std::span<const Counted> counted,
                           const std::map<UpstreamId, microseconds>& round_trips, Instant now);
  std::optional<FirstByte> row(UpstreamId upstream) const;

 private:
  std::vector<Service> services_;
  std::map<UpstreamId, FirstByteWindow> windows_;
};

}  // namespace meridian::latency
