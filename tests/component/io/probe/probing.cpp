#include "probing.hpp"
#include "meridian/core/routing/build_view.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/tcp.hpp>

namespace meridian::probe {

using namespace std::chrono_literals;
namespace asio = boost::asio;

config::HealthCheck quick_check(config::CheckType type) {
  config::HealthCheck check;
  check.name = "check";
  check.type = type;
  check.interval = 40ms;
  check.interval_transition = 20ms;
  check.interval_down = 40ms;
  check.timeout = 2s;
  return check;
}

config::Upstream one_endpoint(std::uint16_t port, config::HealthCheck check) {
  config::Upstream upstream;
  upstream.region = "eu";
  upstream.endpoints.push_back({"127.0.0.1", port});
  upstream.health_checks.push_back(std::move(check));
  return upstream;
}

std::uint16_t refused_port() {
  asio::io_context io;
  asio::ip::tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(), 0});
  return acceptor.local_endpoint().port();
}

Probing::Probing(config::Upstream upstream)
    : prober_(std::make_unique<Prober>(io_, 1, [this](const auto&) { ++changes_; })) {
  watch(std::move(upstream));
  resolve();
}

Probing::~Probing() = default;

void Probing::watch(config::Upstream upstream) {
  auto config = std::make_shared<config::Config>();
  config->regions[upstream.region];
  auto& service = config->services.emplace_back();
  service.id = "api";
  service.upstreams.push_back(std::move(upstream));
  auto topology = routing::Topology::build(config, topology_.get());
  ASSERT_TRUE(topology.has_value());
  topology_ = *topology;
  prober_->watch(topology_);
}

void Probing::resolve() {
  std::vector<routing::ResolvedEndpoint> addresses;
  for (const auto& endpoint : topology_->upstreams()[0].endpoints) {
    addresses.push_back({endpoint.id, {{*IpAddress::parse("127.0.0.1"), endpoint.port}}});
  }
  prober_->use_addresses(addresses);
}

bool Probing::run_until(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    io_.restart();
    io_.run_one_for(50ms);
  }
  return true;
}

void Probing::run_for_a_turn() {
  io_.restart();
  io_.poll();
}

health::ProbeOutcome Probing::first_outcome() {
  const auto probed = [this] { return prober_->table().checks(endpoint(0))[0].probed; };
  EXPECT_TRUE(run_until(probed));
  return prober_->table().checks(endpoint(0))[0].last;
}

health::Health Probing::upstream_health() const {
  return prober_->table().find(topology_->upstreams()[0].id)->health;
}

EndpointId Probing::endpoint(std::size_t i) const {
  return topology_->upstreams()[0].endpoints[i].id;
}

}  // namespace meridian::probe
