// Worlds for routing tests, built as config values: one of three regions that most tests start
// from, and random ones for the property tests.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/decide.hpp"

namespace meridian::routing::test {

inline constexpr std::string_view kHost = "api.example.com";

// Service `api` in eu (Paris), us (Virginia) and ap (Singapore), weight 100 each, one endpoint
// each, and a route for kHost. The caller adds steps.
config::Config three_regions();

config::Service& service_of(config::Config& config);
config::Upstream& upstream_of(config::Config& config, std::string_view region);
config::Step step_of(config::StepType type);
config::GeoRule geo_rule(std::vector<std::string_view> countries,
                         std::vector<std::vector<std::string>> tiers);
config::Fence& add_fence(config::Config& config, std::string id,
                         std::vector<std::string_view> countries, std::vector<std::string> regions);

geo::Country country(std::string_view code);

std::shared_ptr<const Topology> topology_of(config::Config config,
                                            const Topology* previous = nullptr);
// Every endpoint resolves to one address; the upstreams of the regions `out` are out.
ViewInputs inputs_of(std::shared_ptr<const Topology> topology,
                     const std::vector<std::string>& out = {});
std::shared_ptr<const View> view_of(config::Config config,
                                    const std::vector<std::string>& out = {});

// Clients by number; each number is another address.
Client client_in(std::string_view country_code, std::uint32_t number = 0);
Request request_to(std::string_view path = "/", std::string_view host = kHost);

Decision decide_for(const View& view, const Client& client, std::span<const UpstreamId> tried = {},
                    std::string_view method = "GET");
// "eu us ap": the regions in the order to try; "" when nothing is forwarded.
std::string order_of(const Decision& decision);

using Random = std::mt19937_64;

// MERIDIAN_TEST_SEED, or a fixed number.
std::uint64_t test_seed();

struct RandomWorld {
  config::Config config;
  std::vector<std::string> out;  // regions
};
RandomWorld random_world(Random& random);
Client random_client(Random& random, const View& view);
// The same world written down in another order.
config::Config shuffled(const config::Config& config, Random& random);

}  // namespace meridian::routing::test
