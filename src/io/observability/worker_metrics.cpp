#include "meridian/io/observability/worker_metrics.hpp"

#include "meridian/core/base/check.hpp"

namespace meridian::observability {
namespace {

constexpr std::array<std::string_view, kTerminationCount> kNames{
    "complete",
    "client_aborted",
    "upstream_cut_short",
    "upstream_failed",
    "refused",
    "violation",
    "handshake_timeout",
    "request_head_timeout",
    "idle_timeout",
    "connect_timeout",
    "response_head_timeout",
    "total_timeout",
    "per_try_timeout",
    "slow_body",
    "limit",
    "limit_connections",
    "limit_connections_per_client",
    "limit_memory_at_accept",
    "limit_handshakes",
    "limit_requests",
    "limit_requests_per_client",
    "limit_rate_per_client",
    "limit_rate_of_route",
    "limit_body",
    "limit_memory",
    "limit_upstream",
    "shutdown",
};
static_assert(!kNames.back().empty(), "every termination has a name");

}  // namespace

std::string_view to_string(PinResult result) {
  static constexpr std::array<std::string_view, kPinResultCount> kResults{
      "valid", "malformed", "unknown_key", "forged", "expired", "unknown_region", "given"};
  const auto index = static_cast<std::size_t>(result);
  MERIDIAN_CHECK(index < kResults.size());
  return kResults[index];
}

std::string_view to_string(Termination termination) {
  const auto index = static_cast<std::size_t>(termination);
  MERIDIAN_CHECK(index < kNames.size());
  return kNames[index];
}

WorkerMetrics::WorkerMetrics() = default;

WorkerMetrics::~WorkerMetrics() {
  for (auto& upstream : upstreams_) delete upstream.load(std::memory_order_acquire);
}

UpstreamMetrics& WorkerMetrics::upstream(UpstreamId id) {
  MERIDIAN_CHECK(index_of(id) < upstreams_.size());
  auto& slot = upstreams_[index_of(id)];
  UpstreamMetrics* made = slot.load(std::memory_order_relaxed);  // only this thread stores
  if (made == nullptr) {
    made = new UpstreamMetrics;
    slot.store(made, std::memory_order_release);
  }
  return *made;
}

const UpstreamMetrics* WorkerMetrics::find_upstream(UpstreamId id) const {
  MERIDIAN_CHECK(index_of(id) < upstreams_.size());
  return upstreams_[index_of(id)].load(std::memory_order_acquire);
}

}  // namespace meridian::observability
