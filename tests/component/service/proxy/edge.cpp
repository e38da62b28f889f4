#include "edge.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "meridian/core/base/check.hpp"
#include "meridian/core/config/parse.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/io/net/socket.hpp"
#include "meridian/io/tls/credentials.hpp"

namespace meridian::proxy::test {

namespace {

std::shared_ptr<const config::Config> parse(const std::string& text) {
  auto outcome = config::parse_config(text, "");
  if (auto* wrong = std::get_if<std::vector<config::Diagnostic>>(&outcome)) {
    for (const auto& diagnostic : *wrong)
      ADD_FAILURE() << config::format(diagnostic, "test config");
    std::abort();
  }
  return std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome)));
}

std::vector<routing::ResolvedEndpoint> addresses_of(const routing::Topology& topology) {
  std::vector<routing::ResolvedEndpoint> resolved;
  for (const auto& upstream : topology.upstreams())
    for (const auto& endpoint : upstream.endpoints)
      resolved.push_back({endpoint.id, {{*IpAddress::parse(endpoint.host), endpoint.port}}});
  std::sort(resolved.begin(), resolved.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  return resolved;
}

}  // namespace

PinKeys::Key test_pin_key() {
  static const auto key = std::make_shared<const tls::MacKey>(std::string(32, 'k'));
  return key;
}

std::string config_for(const std::vector<std::pair<std::string, std::uint16_t>>& regions,
                       const std::string& more) {
  std::string text =
      "listeners: [{name: web, bind: [\"127.0.0.1:0\"], protocol: http}]\n"
      "trusted_proxies: [127.0.0.0/8]\n"
      "routes: [{service: api}]\n"
      "regions:\n";
  for (const auto& [name, port] : regions) text += "  " + name + ": {country: DE}\n";
  text += "services:\n  api:\n    policy: failover\n    upstreams:\n";
  int priority = 0;
  for (const auto& [name, port] : regions)
    text += "      " + name + ": {endpoints: [\"127.0.0.1:" + std::to_string(port) +
            "\"], priority: " + std::to_string(++priority) + "}\n";
  return text + more;
}

Edge::Edge(const std::string& config, bool accepts)
    : metrics_(std::make_unique<observability::WorkerMetrics>()) {
  const auto parsed = parse(config);
  topology_ = *routing::Topology::build(parsed, nullptr);
  auto socket = net::listen_on(parsed->listeners[0].bind[0]);
  MERIDIAN_CHECK(socket.has_value());
  port_ = net::local_endpoint(*socket).port;
  WorkerSetup setup;
  setup.edge_id = parsed->edge.id;
  setup.accepts = accepts;
  setup.seed = 1;
  setup.connections_max = parsed->limits.connections;
  std::shared_ptr<const tls::Credentials> credentials;
  if (!parsed->listeners[0].certificates.empty())
    credentials = *tls::Credentials::load_for(parsed->listeners[0]);
  setup.listeners.push_back({parsed->listeners[0], {*socket}, std::move(credentials)});
  setup.tickets = std::make_shared<const tls::TicketKeys>(tls::TicketKeys::random());
  setup.snapshot = snapshot({});
  setup.metrics = metrics_.get();
  setup.on_live_failures = [this](EndpointId, health::LiveFailure kind) {
    const std::lock_guard lock(mutex_);
    verdicts_.push_back(kind);
  };
  setup.on_drained = [this] {
    drained_ = 1;
    drained_.notify_all();
  };
  worker_ = *Worker::start(std::move(setup));
}

Edge::~Edge() = default;

std::vector<health::LiveFailure> Edge::verdicts() {
  const std::lock_guard lock(mutex_);
  return verdicts_;
}

std::shared_ptr<const Snapshot> Edge::snapshot(
    const std::vector<std::pair<std::string, std::string>>& out) {
  routing::ViewInputs inputs;
  inputs.topology = topology_;
  inputs.addresses = addresses_of(*topology_);
  for (const auto& [service, region] : out)
    inputs.upstreams.push_back({topology_->find(service, region)->id, health::Health::out,
                                health::HealthReason::check_failed, Instant{}, true});
  auto made = std::make_shared<Snapshot>();
  made->config = topology_->config();
  view_ = routing::build_view(view_.get(), inputs);
  made->view = view_;
  made->client_contexts.resize(topology_->upstream_ids());
  std::vector<CidrMap::Entry> trusted;
  for (const Cidr& cidr : made->config->trusted_proxies) trusted.push_back({cidr, 1});
  made->trusted_proxies = CidrMap(std::move(trusted));
  for (const config::Service& service : made->config->services) {
    const bool pins = service.affinity.by == config::AffinityBy::cookie;
    made->pin_keys.push_back(
        pins ? std::make_shared<const PinKeys>(service.id, std::vector{test_pin_key()}) : nullptr);
  }
  made->place_generation = 1;
  return made;
}

void Edge::publish_out(const std::vector<std::pair<std::string, std::string>>& out) {
  worker_->publish(snapshot(out), [] {});
}

void Edge::wait_drained() {
  drained_.wait(0);
}

}  // namespace meridian::proxy::test
