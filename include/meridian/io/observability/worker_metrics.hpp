// All that one worker counts. Written by that worker only, read by the scrape on another thread.
// Blocks for upstreams are made by the worker at first use and live as long as the process.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>

#include "meridian/core/base/ids.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/geo/country.hpp"
#include "meridian/core/http/head.hpp"
#include "meridian/core/http2/fault.hpp"
#include "meridian/core/latency/first_byte.hpp"
#include "meridian/core/proxy_protocol/header.hpp"
#include "meridian/core/routing/demand.hpp"
#include "meridian/core/routing/reason.hpp"
#include "meridian/io/observability/counter.hpp"

namespace meridian::observability {

// Index = status; 0: none was sent; the last one: any above 599.
inline constexpr std::size_t kStatusCount = 601;
inline constexpr std::size_t kViolationCount =
    static_cast<std::size_t>(http::Violation::early_data) + 1;

// How an exchange ended; the access log's `end` and a metric label use these names.
enum class Termination : std::uint8_t {
  complete,
  client_aborted,      // the client went away before it had the whole response
  upstream_cut_short,  // F7
  upstream_failed,     // no region gave a response
  refused,             // by routing: fence, no route, panic
  violation,           // by the HTTP rules
  handshake_timeout,
  request_head_timeout,
  idle_timeout,  // of the exchange, both directions silent
  connect_timeout,
  response_head_timeout,
  total_timeout,
  per_try_timeout,
  slow_body,          // below limits.body_rate_min
  limit,              // one of our own bounds
  limit_connections,  // at accept, as the next two
  limit_connections_per_client,
  limit_memory_at_accept,
  limit_handshakes,  // the oldest of too many
  limit_requests,
  limit_requests_per_client,
  limit_rate_per_client,
  limit_rate_of_route,
  limit_body,
  limit_memory,
  limit_upstream,  // every region that may serve has as much as it may be given
  shutdown,
};
inline constexpr std::size_t kTerminationCount =
    static_cast<std::size_t>(Termination::shutdown) + 1;
std::string_view to_string(Termination termination);

// Round trips to clients: their number, and the average of the last ones.
struct RoundTrips {
  Counter samples;
  Counter average_us;
  void observe(std::chrono::microseconds sample) {
    if (sample.count() <= 0) return;
    const std::uint64_t n = std::min<std::uint64_t>(samples.value(), kMemory - 1);
    average_us.set((average_us.value() * n + static_cast<std::uint64_t>(sample.count())) / (n + 1));
    samples.add();
  }
  static constexpr std::uint64_t kMemory = 64;
};

// What became of the cookies that pin clients to regions: how one that was received was judged, and
// those that were given.
enum class PinResult : std::uint8_t {
  valid,
  malformed,
  unknown_key,
  forged,  // or of another service
  expired,
  unknown_region,  // the service has left it
  given,
};
inline constexpr std::size_t kPinResultCount = static_cast<std::size_t>(PinResult::given) + 1;
std::string_view to_string(PinResult result);

struct UpstreamMetrics {
  std::array<Counter, kStatusCount> by_status;
  std::array<Counter, routing::kReasonCount> decisions;
  LatencyHistogram request_duration;  // whole exchange
  LatencyHistogram connect;           // TCP and TLS, new connections only
  LatencyHistogram first_byte;        // request sent to first response byte
  // Likewise, by latency::first_byte_bucket, and only of GET and HEAD requests without a body that
  // any region might have taken: what regions are compared by.
  std::array<Counter, latency::kFirstByteBuckets> comparable_first_byte;
  Counter connect_failures;
  Counter retries;           // sends after the first
  Counter retries_answered;  // of these, exchanges that then ended well
  Counter retries_withheld;  // not sent: the service's retry budget was used up
  Counter in_flight;         // gauge
  // Requests whose first choice this upstream is, see routing::Want: by cost class, and by the
  // candidate number of their next choice. Only of services with the step `capacity`.
  std::array<Counter, routing::kCostClasses> wanted;
  std::array<Counter, limits::kUpstreamsPerServiceMax> wanted_next;
};

class WorkerMetrics {
 public:
  WorkerMetrics();
  ~WorkerMetrics();
  UpstreamMetrics& upstream(UpstreamId id);                   // the worker's thread
  const UpstreamMetrics* find_upstream(UpstreamId id) const;  // any thread; null: never used

  Counter accepted;
  Counter connections;          // gauge
  Counter connections_refused;  // at accept; the terminations say why
  // Closed for their PROXY header, by proxy_protocol::Refusal.
  std::array<Counter, proxy_protocol::kRefusalCount> proxy_headers_refused;
  Counter handshakes_tls12;          // full and resumed
  Counter handshakes_tls12_resumed;  // of these
  Counter handshakes_tls13;
  Counter handshakes_tls13_resumed;
  Counter handshakes_failed;
  Counter handshakes_under_way;  // gauge
  Counter requests;
  std::array<Counter, kStatusCount> own_answers;  // by status: answered by the edge itself
  std::array<Counter, routing::kReasonCount> own_answers_by_reason;
  std::array<Counter, kViolationCount> violations;
  std::array<Counter, http2::kFaultCount> http2_faults;
  std::array<Counter, kTerminationCount> terminations;
  std::array<Counter, 8> clients_by_continent;  // index = geo::Continent
  Counter places_unknown;
  std::array<RoundTrips, geo::Country::kCount> round_trips;  // by country; clients without a proxy
  std::array<Counter, kPinResultCount> pins;
  Counter bytes_from_clients;
  Counter bytes_to_clients;
  Counter log_records_dropped;
  Counter held_bytes;  // gauge: net::IoBuffers::held

 private:
  std::array<std::atomic<UpstreamMetrics*>, limits::kUpstreamsMax> upstreams_{};
};

}  // namespace meridian::observability
