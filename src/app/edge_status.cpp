// What is seen of an edge from outside: readiness, status, gauges.
#include "app/edge.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "app/version.hpp"
#include "meridian/io/net/socket.hpp"

namespace meridian::app {

namespace {

// Instants are of the steady clock; people want the date.
WallTime wall(Instant at) {
  if (at == Instant{}) return {};
  const auto ago = std::chrono::steady_clock::now() - at;
  return std::chrono::system_clock::now() -
         std::chrono::duration_cast<std::chrono::system_clock::duration>(ago);
}

// Of the hold-down.
std::optional<nanoseconds> time_left(const health::UpstreamHealth& health) {
  if (health.held_until == Instant{}) return std::nullopt;
  const nanoseconds left = health.held_until - std::chrono::steady_clock::now();
  return std::max(left, nanoseconds{0});
}

}  // namespace

admin::Readiness Edge::readiness() const {
  const bool wanted = geo_ != nullptr;
  return {.listeners_bound = !workers_.empty(),
          .geoip_loaded = !wanted || publisher_.current()->geo != nullptr,
          .first_probe_round_done = prober_->first_round_done(),
          .draining = draining_};
}

std::uint64_t Edge::in_flight(UpstreamId upstream) const {
  std::uint64_t sum = 0;
  for (const auto& metrics : metrics_)
    if (const auto* mine = metrics->find_upstream(upstream)) sum += mine->in_flight.value();
  return sum;
}

routing::WantedCounts Edge::wanted(const routing::ServiceView& service,
                                   std::size_t candidate) const {
  routing::WantedCounts counts;
  counts.id = service.upstreams[candidate].id;
  for (const routing::UpstreamView& next : service.upstreams)
    counts.by_next.emplace_back(next.id, 0);
  for (const auto& metrics : metrics_) {
    const auto* mine = metrics->find_upstream(counts.id);
    if (mine == nullptr) continue;
    for (std::size_t i = 0; i < counts.by_cost.size(); ++i)
      counts.by_cost[i] += mine->wanted[i].value();
    for (std::size_t i = 0; i < counts.by_next.size(); ++i)
      counts.by_next[i].second += mine->wanted_next[i].value();
  }
  return counts;
}

admin::EndpointStatus Edge::endpoint_status(const routing::EndpointView& endpoint,
                                            const config::Upstream& upstream) const {
  admin::EndpointStatus status;
  status.label = endpoint.label;
  for (const IpEndpoint& address : endpoint.addresses)
    status.addresses.push_back(net::to_string(address));
  const health::HealthTable& table = prober_->table();
  if (const auto* health = table.find(endpoint.id)) status.health = *health;
  const auto checks = table.checks(endpoint.id);
  for (std::size_t i = 0; i < checks.size() && i < upstream.health_checks.size(); ++i)
    status.checks.push_back(
        {upstream.health_checks[i].name, upstream.health_checks[i].severity, checks[i]});
  return status;
}

admin::ServiceStatus Edge::service_status(const routing::ServiceView& service) const {
  admin::ServiceStatus status{service.id, {}};
  for (const routing::UpstreamView& view : service.upstreams) {
    admin::UpstreamStatus upstream;
    upstream.region = view.region;
    upstream.state = view.state;
    upstream.weight = view.weight;
    upstream.in_flight = in_flight(view.id);
    if (const auto* own = prober_->table().find(view.id)) upstream.own_health = own->health;
    if (const auto* health = agreement_->find(view.id)) {
      upstream.health = health->health;
      upstream.reason = health->reason;
      upstream.since = wall(health->since);
      upstream.ramp_percent = health->ramp_percent;
      upstream.held_for = time_left(*health);
    }
    const routing::UpstreamNode* node = topology_->find(service.id, view.region);
    if (node != nullptr) upstream.verdict = agreement_->verdict_on(*node);
    if (node != nullptr)
      for (const routing::EndpointView& endpoint : view.endpoints)
        upstream.endpoints.push_back(endpoint_status(endpoint, *node->config));
    status.upstreams.push_back(std::move(upstream));
  }
  return status;
}

admin::Status Edge::status() const {
  const proxy::Snapshot& snapshot = *publisher_.current();
  const config::Config& config = *topology_->config();
  admin::Status status;
  status.edge = config.edge.id;
  status.version = kVersion;
  status.pid = static_cast<std::uint64_t>(::getpid());
  status.now = std::chrono::system_clock::now();
  status.started = started_;
  status.view_version = snapshot.view->version;
  status.view_digest = snapshot.view->digest;
  status.local_sequence = snapshot.view->local_sequence;
  status.draining = draining_;
  for (const auto& metrics : metrics_) status.connections += metrics->connections.value();
  for (std::size_t i = 0; i < config.listeners.size() && i < listening_.bound.size(); ++i) {
    admin::ListenerStatus listener{config.listeners[i].name, config.listeners[i].protocol, {}};
    for (const IpEndpoint& bound : listening_.bound[i])
      listener.addresses.push_back(net::to_string(bound));
    status.listeners.push_back(std::move(listener));
  }
  status.geoip.path = config.geoip.database;
  if (snapshot.geo != nullptr) {
    status.geoip.built = snapshot.geo->built();
    status.geoip.loaded_at = geo_loaded_;
  }
  status.geoip.last_error = geo_error_;
  status.store = store_status();
  status.agreement = agreement_->status();
  for (const routing::ServiceView& service : snapshot.view->services)
    status.services.push_back(service_status(service));
  return status;
}

// Over all workers, each weighted by what it has seen.
std::vector<latency::ClientRoundTrip> Edge::client_round_trips() const {
  std::vector<latency::ClientRoundTrip> clients;
  for (std::uint16_t i = 1; i < geo::Country::kCount; ++i) {
    std::uint64_t samples = 0;
    std::uint64_t sum = 0;
    for (const auto& metrics : metrics_) {
      const std::uint64_t mine = metrics->round_trips[i].samples.value();
      samples += mine;
      sum += mine * metrics->round_trips[i].average_us.value();
    }
    if (samples != 0)
      clients.push_back({geo::Country::from_index(i), microseconds(sum / samples), samples});
  }
  return clients;
}

admin::LatencyStatus Edge::latency_status() const {
  admin::LatencyStatus status;
  status.edge = topology_->config()->edge.id;
  status.now = std::chrono::steady_clock::now();
  latency::EdgeMeasured own{status.edge, client_round_trips(), {}};
  std::map<UpstreamId, latency::UpstreamLatency> rows;
  for (latency::UpstreamLatency& row : prober_->latency().rows()) rows[row.id] = std::move(row);
  for (const routing::UpstreamNode& node : topology_->upstreams()) {
    if (status.services.empty() || status.services.back().id != node.service)
      status.services.push_back({node.service, {}});
    const latency::UpstreamLatency& row = rows[node.id];
    status.services.back().regions.push_back(
        {node.region, row, prober_->answer_times().row(node.id)});
    if (row.own) own.rows.push_back({node.service, node.region, *row.own});
  }
  status.edges.push_back(std::move(own));
  return status;
}

void Edge::add_upstreams(observability::Gauges& gauges, const routing::View& view) const {
  for (const routing::ServiceView& service : view.services) {
    const routing::CandidateSet serving = service.healthy | service.held;
    gauges.panics.push_back({service.id, service.enabled != 0 && (service.enabled & serving) == 0});
    for (const routing::UpstreamView& upstream : service.upstreams)
      gauges.upstreams.push_back({upstream.id, upstream.health, routing::effective_weight(upstream),
                                  prober_->table().transitions(upstream.id),
                                  prober_->table().ejections(upstream.id),
                                  prober_->answer_times().row(upstream.id)});
  }
}

observability::Gauges Edge::gauges() const {
  const proxy::Snapshot& snapshot = *publisher_.current();
  observability::Gauges gauges;
  gauges.topology = topology_;
  gauges.version = kVersion;
  gauges.now = std::chrono::system_clock::now();
  gauges.started = started_;
  gauges.view_version = snapshot.view->version;
  gauges.local_sequence = snapshot.view->local_sequence;
  add_upstreams(gauges, *snapshot.view);
  for (std::size_t i = 0; i < gauges.probes.size(); ++i)
    gauges.probes[i] = prober_->results(static_cast<health::ProbeOutcome>(i));
  gauges.probes_discarded = prober_->discarded();
  gauges.names_resolved = resolver_->lookups().answered;
  gauges.names_not_resolved = resolver_->lookups().failed;
  if (snapshot.geo != nullptr) gauges.geoip_built = snapshot.geo->built();
  gauges.geoip_reloads = geo_reloads_;
  gauges.geoip_reload_failures = geo_reload_failures_;
  gauges.config_reloads = config_reloads_;
  gauges.config_reload_failures = config_reload_failures_;
  if (access_log_ != nullptr) gauges.access_log_records_lost = access_log_->records_lost();
  if (views_ != nullptr) {
    gauges.views_saved = views_->written();
    gauges.views_not_saved = views_->failed();
  }
  add_operators(gauges);
  gauges.workers = workers_.size();
  gauges.control_loop_lag = prober_->loop_lag();
  certificates_.add_to(gauges);
  session_tickets_.add_to(gauges);
  gauges.upgrade_failures = upgrade_failures_;
  return gauges;
}

}  // namespace meridian::app
