#include "meridian/io/probe/prober.hpp"

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <string>
#include <utility>

#include "io/probe/lag_meter.hpp"
#include "io/probe/probe_loop.hpp"
#include "meridian/core/base/hash.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::probe {
namespace {

using Clock = std::chrono::steady_clock;

// The first round is short, as readiness waits for it; the second sleep of each loop is a random
// share of the interval, and that spreads the loops for good.
constexpr milliseconds kFirstRoundSpread{250};
constexpr seconds kAdvanceInterval{1};

std::vector<health::HealthTable::Upstream> watched(const routing::Topology& topology) {
  std::vector<health::HealthTable::Upstream> upstreams;
  for (const routing::UpstreamNode& node : topology.upstreams()) {
    auto& upstream = upstreams.emplace_back();
    upstream.id = node.id;
    upstream.min_healthy = node.config->min_healthy;
    upstream.return_policy = node.config->return_policy;
    for (const routing::EndpointNode& endpoint : node.endpoints) {
      upstream.endpoints.push_back({endpoint.id, node.config->health_checks});
    }
  }
  return upstreams;
}

// A service without a step `latency` is measured all the same, for people to see.
latency::Damping damping_of(const config::Service& service) {
  for (const config::Step& step : service.steps)
    if (step.type == config::StepType::latency) return {step.min_gain, step.dwell};
  return {};
}

std::vector<latency::LatencyTable::Upstream> measured(const routing::Topology& topology) {
  std::vector<latency::LatencyTable::Upstream> upstreams;
  for (const config::Service& service : topology.config()->services)
    for (const config::Upstream& upstream : service.upstreams)
      if (const auto* node = topology.find(service.id, upstream.region))
        upstreams.push_back({node->id, damping_of(service)});
  return upstreams;
}

std::vector<latency::AnswerTimes::Service> compared(const routing::Topology& topology) {
  std::vector<latency::AnswerTimes::Service> services;
  for (const config::Service& service : topology.config()->services) {
    services.push_back({{}, service.slow_after});
    for (const config::Upstream& upstream : service.upstreams)
      if (const auto* node = topology.find(service.id, upstream.region))
        services.back().upstreams.push_back(node->id);
  }
  return services;
}

}  // namespace

struct Prober::State : std::enable_shared_from_this<State> {
  State(boost::asio::io_context& context, std::uint64_t seed_of, OnChange callback,
        OnLatency latency_callback)
      : io(context),
        seed(seed_of),
        on_change(std::move(callback)),
        on_latency(std::move(latency_callback)),
        lag(std::make_shared<LagMeter>(context)),
        advance_timer(context),
        slots(std::make_shared<ProbeSlots>(context, limits::kProbesInFlightMax)) {}

  using Loops = std::map<std::pair<EndpointId, std::string>, std::shared_ptr<ProbeLoop>>;

  std::uint64_t next_random() { return mix64(seed + ++drawn); }
  void watch_loops(const routing::Topology& topology);
  std::shared_ptr<ProbeLoop> make_loop();
  nanoseconds take(const ProbeTarget& target, std::optional<health::ProbeResult> result,
                   Instant started);
  nanoseconds apply(const ProbeTarget& target, const health::ProbeResult& result);
  void live_failures(EndpointId endpoint, health::LiveFailure kind);
  void answered(std::span<const latency::AnswerTimes::Counted> counted);
  void advance();
  void advance_later();
  void announce(bool changed);
  void announce_latency(bool changed);
  void log_change(const health::UpstreamHealth& before) const;

  boost::asio::io_context& io;
  std::uint64_t seed;
  std::uint64_t drawn = 0;
  OnChange on_change;
  OnLatency on_latency;
  std::shared_ptr<LagMeter> lag;
  boost::asio::steady_timer advance_timer;
  std::shared_ptr<ProbeSlots> slots;
  health::HealthTable table;
  latency::LatencyTable latency;
  latency::AnswerTimes answer_times;
  Loops loops;
  std::map<EndpointId, std::vector<IpAddress>> addresses;
  std::map<UpstreamId, std::string> names;
  std::map<EndpointId, UpstreamId> upstream_of;
  std::array<std::uint64_t, health::kProbeOutcomeCount> results{};
  std::uint64_t discarded = 0;
  bool first_round_done = false;
};

std::shared_ptr<ProbeLoop> Prober::State::make_loop() {
  return std::make_shared<ProbeLoop>(
      io, slots,
      [this](const ProbeTarget& target, std::optional<health::ProbeResult> result,
             Instant started) { return take(target, result, started); });
}

void Prober::State::watch_loops(const routing::Topology& topology) {
  Loops old = std::exchange(loops, {});
  std::vector<std::shared_ptr<ProbeLoop>> fresh;
  TlsContexts contexts;
  for (const routing::UpstreamNode& node : topology.upstreams()) {
    names[node.id] = node.service + "/" + node.region;
    for (const routing::EndpointNode& endpoint : node.endpoints) {
      upstream_of[endpoint.id] = node.id;
      for (std::size_t i = 0; i < node.config->health_checks.size(); ++i) {
        auto key = std::pair(endpoint.id, node.config->health_checks[i].name);
        while (loops.contains(key)) key.second += "#";  // equal names
        auto kept = old.extract(key);
        auto& loop = loops[key] = kept ? kept.mapped() : make_loop();
        loop->set_target(make_target(node, endpoint, i, contexts));
        if (kept) continue;
        const auto known = addresses.find(endpoint.id);
        if (known != addresses.end()) loop->set_addresses(known->second);
        fresh.push_back(loop);
      }
    }
  }
  for (auto& [key, loop] : old) loop->stop();
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    fresh[i]->start(nanoseconds(kFirstRoundSpread) * static_cast<std::int64_t>(i) /
                    static_cast<std::int64_t>(fresh.size()));
  }
}

nanoseconds Prober::State::take(const ProbeTarget& target,
                                std::optional<health::ProbeResult> result, Instant started) {
  if (!result || lag->late_since(started)) {
    ++discarded;
    return target.check.interval_transition;
  }
  ++results[static_cast<std::size_t>(result->outcome)];
  return apply(target, *result);
}

nanoseconds Prober::State::apply(const ProbeTarget& target, const health::ProbeResult& result) {
  const health::Check before = table.checks(target.endpoint)[target.index];
  const health::UpstreamHealth upstream_before = *table.find(target.upstream);
  const auto applied =
      table.apply(target.endpoint, target.index, result, Clock::now(), next_random());
  const health::Check& after = table.checks(target.endpoint)[target.index];
  if (after.state != before.state) {
    const bool down = after.state == health::CheckState::down;
    observability::log(down ? config::LogLevel::warning : config::LogLevel::info, "probe",
                       target.name + ": check " + target.check.name + " is " +
                           std::string(to_string(after.state)) + " (" +
                           std::string(to_string(result.outcome)) + ")");
  }
  log_change(upstream_before);
  announce(applied.changed);
  if (result.connect.count() != 0)
    announce_latency(latency.connected(target.upstream, result.connect, Clock::now()));
  const bool second_sleep = !before.probed && result.outcome == health::ProbeOutcome::ok;
  if (!second_sleep) return applied.next_after;
  const double share = static_cast<double>(next_random() >> 11) * 0x1p-53;
  return nanoseconds(
      static_cast<std::int64_t>(static_cast<double>(applied.next_after.count()) * share));
}

void Prober::State::live_failures(EndpointId endpoint, health::LiveFailure kind) {
  const auto upstream = upstream_of.find(endpoint);
  if (upstream == upstream_of.end() || table.find(endpoint) == nullptr) return;
  const health::UpstreamHealth before = *table.find(upstream->second);
  if (!table.live_failures(endpoint, kind, Clock::now(), next_random())) return;
  const health::EndpointHealth& now = *table.find(endpoint);
  observability::log(config::LogLevel::warning, "probe",
                     names.at(upstream->second) + ": an endpoint is " +
                         std::string(to_string(now.health)) + " (" +
                         std::string(to_string(now.reason)) + ")");
  log_change(before);
  const auto first = loops.lower_bound({endpoint, std::string()});
  for (auto at = first; at != loops.end() && at->first.first == endpoint; ++at) at->second->wake();
  announce(true);
}

void Prober::State::answered(std::span<const latency::AnswerTimes::Counted> counted) {
  const Instant now = Clock::now();
  std::map<UpstreamId, microseconds> round_trips;
  for (const latency::UpstreamLatency& row : latency.rows())
    if (row.own) round_trips[row.id] = row.own->steady;
  bool changed = false;
  for (const auto& [upstream, pace] : answer_times.take(counted, round_trips, now)) {
    const health::UpstreamHealth before = *table.find(upstream);
    changed = table.paced(upstream, pace, now, next_random()) || changed;
    log_change(before);
  }
  announce(changed);
}

void Prober::State::advance() {
  const std::vector<health::UpstreamHealth> before = table.upstreams();
  const bool changed = table.advance(Clock::now());
  for (const health::UpstreamHealth& upstream : before) log_change(upstream);
  announce(changed);
  announce_latency(latency.expire(Clock::now()));
}

void Prober::State::advance_later() {
  advance_timer.expires_after(kAdvanceInterval);
  advance_timer.async_wait(
      [this, alive = weak_from_this()](const boost::system::error_code& error) {
        if (error || alive.expired()) return;
        advance();
        advance_later();
      });
}

void Prober::State::announce(bool changed) {
  const bool round_ended = !first_round_done && table.first_round_done();
  first_round_done = first_round_done || round_ended;
  if (changed || round_ended) on_change(table);
}

void Prober::State::announce_latency(bool changed) {
  if (changed && on_latency) on_latency(latency);
}

void Prober::State::log_change(const health::UpstreamHealth& before) const {
  const health::UpstreamHealth& now = *table.find(before.id);
  if (now.health == before.health) return;
  const bool good = now.health == health::Health::up || now.health == health::Health::unknown;
  std::string line = names.at(before.id) + " is " + std::string(to_string(now.health));
  if (!good) line += " (" + std::string(to_string(now.reason)) + ")";
  observability::log(good ? config::LogLevel::info : config::LogLevel::warning, "probe", line);
}

Prober::Prober(boost::asio::io_context& io, std::uint64_t seed, OnChange on_change,
               OnLatency on_latency)
    : state_(std::make_shared<State>(io, seed, std::move(on_change), std::move(on_latency))) {
  state_->lag->start();
  state_->advance_later();
}

Prober::~Prober() {
  for (auto& [key, loop] : state_->loops) loop->stop();
}

void Prober::watch(const std::shared_ptr<const routing::Topology>& topology) {
  state_->table.watch(watched(*topology), Clock::now());
  state_->latency.watch(measured(*topology));
  state_->answer_times.watch(compared(*topology));
  state_->watch_loops(*topology);
  state_->first_round_done = state_->first_round_done || state_->table.first_round_done();
}

void Prober::use_addresses(std::span<const routing::ResolvedEndpoint> addresses) {
  state_->addresses.clear();
  for (const routing::ResolvedEndpoint& endpoint : addresses) {
    auto& list = state_->addresses[endpoint.id];
    for (const IpEndpoint& address : endpoint.addresses) list.push_back(address.address);
  }
  for (auto& [key, loop] : state_->loops) {
    const auto known = state_->addresses.find(key.first);
    if (known != state_->addresses.end()) loop->set_addresses(known->second);
  }
}

void Prober::live_failures(EndpointId endpoint, health::LiveFailure kind) {
  state_->live_failures(endpoint, kind);
}

void Prober::answered(std::span<const latency::AnswerTimes::Counted> counted) {
  state_->answered(counted);
}

const health::HealthTable& Prober::table() const {
  return state_->table;
}

const latency::LatencyTable& Prober::latency() const {
  return state_->latency;
}

const latency::AnswerTimes& Prober::answer_times() const {
  return state_->answer_times;
}

bool Prober::first_round_done() const {
  return state_->first_round_done;
}

std::uint64_t Prober::results(health::ProbeOutcome outcome) const {
  return state_->results[static_cast<std::size_t>(outcome)];
}

std::uint64_t Prober::discarded() const {
  return state_->discarded;
}

nanoseconds Prober::loop_lag() const {
  return state_->lag->worst();
}

}  // namespace meridian::probe
