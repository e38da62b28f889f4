#include "world.hpp"

#include <algorithm>
#include <cstdlib>

#include "meridian/core/base/check.hpp"
#include "meridian/core/routing/build_view.hpp"

namespace meridian::routing::test {

config::Config three_regions() {
  config::Config config;
  config.regions["eu"] = {geo::Coordinates{48.86, 2.35}, country("FR"), {}};
  config.regions["us"] = {geo::Coordinates{38.95, -77.45}, country("US"), {}};
  config.regions["ap"] = {geo::Coordinates{1.35, 103.82}, country("SG"), {}};
  config::Service service;
  service.id = "api";
  for (const char* region : {"ap", "eu", "us"}) {
    config::Upstream upstream;
    upstream.region = region;
    upstream.endpoints.push_back({std::string(region) + ".internal", 443});
    service.upstreams.push_back(upstream);
  }
  config.services.push_back(service);
  config::Route route;
  route.name = "route-1";
  route.hosts = {std::string(kHost)};
  route.service = "api";
  config.routes.push_back(route);
  return config;
}

config::Service& service_of(config::Config& config) {
  return config.services.front();
}

config::Upstream& upstream_of(config::Config& config, std::string_view region) {
  for (config::Upstream& upstream : service_of(config).upstreams)
    if (upstream.region == region) return upstream;
  MERIDIAN_CHECK(false);
  std::abort();
}

config::Step step_of(config::StepType type) {
  config::Step step;
  step.type = type;
  return step;
}

config::GeoRule geo_rule(std::vector<std::string_view> countries,
                         std::vector<std::vector<std::string>> tiers) {
  config::GeoRule rule;
  for (const auto code : countries) rule.countries.push_back(country(code));
  rule.fallback = countries.empty();
  rule.tiers = std::move(tiers);
  return rule;
}

config::Fence& add_fence(config::Config& config, std::string id,
                         std::vector<std::string_view> countries,
                         std::vector<std::string> regions) {
  config::Fence fence;
  fence.id = std::move(id);
  for (const auto code : countries) fence.countries.push_back(country(code));
  fence.regions = std::move(regions);
  service_of(config).fences.push_back(fence.id);
  config.fences.push_back(fence);
  return config.fences.back();
}

geo::Country country(std::string_view code) {
  const auto parsed = geo::Country::parse(code);
  MERIDIAN_CHECK(parsed.has_value());
  return *parsed;
}

std::shared_ptr<const Topology> topology_of(config::Config config, const Topology* previous) {
  return Topology::build(std::make_shared<const config::Config>(std::move(config)), previous)
      .value();
}

ViewInputs inputs_of(std::shared_ptr<const Topology> topology,
                     const std::vector<std::string>& out) {
  ViewInputs inputs;
  for (const UpstreamNode& node : topology->upstreams()) {
    const bool is_out = std::find(out.begin(), out.end(), node.region) != out.end();
    inputs.upstreams.push_back(
        {node.id, is_out ? health::Health::out : health::Health::up,
         is_out ? health::HealthReason::check_failed : health::HealthReason::none, Instant{},
         is_out});
    for (const EndpointNode& endpoint : node.endpoints) {
      const auto id = static_cast<std::uint32_t>(index_of(endpoint.id));
      inputs.addresses.push_back({endpoint.id, {{IpAddress::v4(0x7f000001U + id), endpoint.port}}});
    }
  }
  const auto by_id = [](const auto& a, const auto& b) { return a.id < b.id; };
  std::sort(inputs.upstreams.begin(), inputs.upstreams.end(), by_id);
  std::sort(inputs.addresses.begin(), inputs.addresses.end(), by_id);
  inputs.topology = std::move(topology);
  return inputs;
}

std::shared_ptr<const View> view_of(config::Config config, const std::vector<std::string>& out) {
  return build_view(nullptr, inputs_of(topology_of(std::move(config)), out));
}

Client client_in(std::string_view country_code, std::uint32_t number) {
  Client client;
  client.address = IpAddress::v4(0x0b000000U + number);
  if (country_code.empty()) return client;
  client.place.country = country(country_code);
  client.place.source = geo::PlaceSource::database;
  const geo::CountryFacts* facts = geo::facts_of(client.place.country);
  if (facts == nullptr) return client;
  client.place.continent = facts->continent;
  client.place.located = true;
  client.place.coordinates = facts->centroid;
  return client;
}

Request request_to(std::string_view path, std::string_view host) {
  Request request;
  request.host = host;
  request.path = path;
  return request;
}

Decision decide_for(const View& view, const Client& client, std::span<const UpstreamId> tried,
                    std::string_view method) {
  Request request = request_to();
  request.tried = tried;
  request.method = method;
  return decide(client, request, view, {}, {});
}

std::string order_of(const Decision& decision) {
  std::string order;
  if (decision.outcome != Outcome::forward) return order;
  for (std::size_t i = 0; i < decision.count; ++i)
    order += (i == 0 ? "" : " ") + decision.candidate(i).region;
  return order;
}

std::uint64_t test_seed() {
  const char* seed = std::getenv("MERIDIAN_TEST_SEED");
  return seed == nullptr ? 20250701 : std::strtoull(seed, nullptr, 10);
}

}  // namespace meridian::routing::test
