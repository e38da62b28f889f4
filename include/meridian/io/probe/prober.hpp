// The driver of the active health checks: one loop per endpoint and check performs the probe, gives
// the result to the HealthTable it owns and sleeps as long as the table says; the time that
// connecting took goes to its LatencyTable. What workers saw of live traffic comes in here as well,
// as it changes the same tables. Lives on the control thread: every member function and
// callback runs there. Dropping it ends all loops; a probe in flight may keep its socket until its
// timeout.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>

#include "meridian/core/base/time.hpp"
#include "meridian/core/health/health_table.hpp"
#include "meridian/core/latency/answer_times.hpp"
#include "meridian/core/latency/latency_table.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/topology.hpp"

namespace meridian::probe {

class Prober {
 public:
  // Called after some endpoint or upstream has got another health, or the first round has ended.
  // Must not call watch().
  using OnChange = std::function<void(const health::HealthTable&)>;
  // Likewise, after latencies have become others for decisions.
  using OnLatency = std::function<void(const latency::LatencyTable&)>;

  // `seed`: of jitter and spread.
  Prober(boost::asio::io_context& io, std::uint64_t seed, OnChange on_change,
         OnLatency on_latency = {});
  ~Prober();
  Prober(const Prober&) = delete;

  // Replaces what is probed; endpoints and checks (by name) that stay keep their state. Reads the
  // CA files of https checks.
  void watch(const std::shared_ptr<const routing::Topology>& topology);
  // Endpoints that are absent are not probed yet; one without addresses fails its checks.
  void use_addresses(std::span<const routing::ResolvedEndpoint> addresses);
  // A worker saw health::kLiveFailuresInARow failures of this kind in a row.
  void live_failures(EndpointId endpoint, health::LiveFailure kind);
  // What workers have counted of answers until now. To be called every kAnswersInterval.
  void answered(std::span<const latency::AnswerTimes::Counted> counted);
  static constexpr seconds kAnswersInterval{5};

  const health::HealthTable& table() const;
  const latency::LatencyTable& latency() const;
  const latency::AnswerTimes& answer_times() const;
  // Every check had a result once. Stays true when a later config brings new checks.
  bool first_round_done() const;

  std::uint64_t results(health::ProbeOutcome outcome) const;
  // Not counted as results: taken while this thread was late, or made impossible by this machine.
  std::uint64_t discarded() const;
  // The longest delay of this thread's timers in the last 15 to 30 s.
  nanoseconds loop_lag() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace meridian::probe
