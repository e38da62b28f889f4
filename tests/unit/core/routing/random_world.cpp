#include <algorithm>
#include <array>

#include "world.hpp"

namespace meridian::routing::test {

namespace {

constexpr std::array<std::string_view, 12> kCountries{"DE", "FR", "NO", "US", "CA", "BR",
                                                      "SG", "JP", "AU", "ZA", "GB", "IN"};
constexpr std::array<std::string_view, 2> kTags{"office", "partner"};
constexpr std::array<std::string_view, 2> kSubdivisions{"US-CA", "DE-BY"};
constexpr std::array<std::uint32_t, 3> kAsns{64500, 64501, 3320};

std::size_t below(Random& random, std::size_t n) {
  return static_cast<std::size_t>(random() % n);
}
bool chance(Random& random, unsigned percent) {
  return random() % 100 < percent;
}
template <class Values>
auto pick(Random& random, const Values& values) {
  return values[below(random, values.size())];
}

std::string region_name(std::size_t i) {
  return "r" + std::to_string(i);
}

std::vector<std::string> some_regions(Random& random, std::size_t count) {
  std::vector<std::string> regions;
  for (std::size_t i = 0; i < count; ++i)
    if (chance(random, 40)) regions.push_back(region_name(i));
  return regions;
}

config::GeoRule random_rule(Random& random, std::size_t regions) {
  config::GeoRule rule;
  if (chance(random, 30)) rule.tags = {std::string(pick(random, kTags))};
  if (chance(random, 30)) rule.asns = {pick(random, kAsns)};
  if (chance(random, 30)) rule.subdivisions = {std::string(pick(random, kSubdivisions))};
  if (chance(random, 60)) rule.countries = {country(pick(random, kCountries))};
  if (chance(random, 20)) rule.continents = {geo::Continent::EU};
  for (int i = 0; i < 3; ++i) rule.tiers.push_back(some_regions(random, regions));
  return rule;
}

// Of equal keys in two rules the order of the file decides, so a world that is to be shuffled has
// each key once.
void drop_repeated_keys(std::vector<config::GeoRule>& rules) {
  config::GeoRule seen;
  const auto keep_new = [](auto& values, auto& known) {
    std::erase_if(values, [&](const auto& value) {
      if (std::find(known.begin(), known.end(), value) != known.end()) return true;
      known.push_back(value);
      return false;
    });
  };
  for (config::GeoRule& rule : rules) {
    keep_new(rule.tags, seen.tags);
    keep_new(rule.asns, seen.asns);
    keep_new(rule.subdivisions, seen.subdivisions);
    keep_new(rule.countries, seen.countries);
    keep_new(rule.continents, seen.continents);
  }
}

config::Step random_step(Random& random, std::size_t regions) {
  config::Step step;
  step.type = static_cast<config::StepType>(below(random, 6));
  if (step.type == config::StepType::geo) {
    for (std::size_t i = below(random, 5); i > 0; --i)
      step.rules.push_back(random_rule(random, regions));
    drop_repeated_keys(step.rules);
    if (chance(random, 50)) step.rules.push_back(geo_rule({}, {some_regions(random, regions)}));
  }
  if (step.type == config::StepType::latency)
    step.tolerance = {milliseconds(below(random, 50)),
                      static_cast<std::uint32_t>(below(random, 2) * 20)};
  if (step.type == config::StepType::nearest && chance(random, 50))
    step.bias[region_name(below(random, regions))] = static_cast<int>(below(random, 199)) - 99;
  return step;
}

config::LatencyRow random_row(Random& random, std::size_t regions) {
  config::LatencyRow row;
  if (chance(random, 60)) row.countries = {country(pick(random, kCountries))};
  for (std::size_t i = 0; i < regions; ++i)
    if (chance(random, 80)) row.regions[region_name(i)] = milliseconds(1 + below(random, 200));
  return row;
}

config::Fence random_fence(Random& random, std::size_t number, std::size_t regions) {
  config::Fence fence;
  fence.id = "f" + std::to_string(number);
  if (chance(random, 60)) fence.countries = {country(pick(random, kCountries))};
  if (chance(random, 30)) fence.groups = {config::Group::EU};
  if (chance(random, 15)) fence.continents = {geo::Continent::AS};
  if (chance(random, 15)) fence.asns = {pick(random, kAsns)};
  if (chance(random, 15)) fence.tags = {std::string(pick(random, kTags))};
  if (chance(random, 15)) fence.subdivisions = {std::string(pick(random, kSubdivisions))};
  fence.unknown = chance(random, 50) ? config::UnknownPlace::allow : config::UnknownPlace::deny;
  fence.regions = some_regions(random, regions);
  if (chance(random, 30)) fence.answer = config::Answer{503, "closed", "text/plain"};
  return fence;
}

config::Upstream random_upstream(Random& random, std::size_t number) {
  config::Upstream upstream;
  upstream.region = region_name(number);
  upstream.endpoints.push_back({upstream.region + ".internal", 80});
  upstream.weight = chance(random, 10) ? 0 : static_cast<std::uint32_t>(1 + below(random, 300));
  upstream.priority = static_cast<std::uint32_t>(1 + below(random, 3));
  if (chance(random, 10)) upstream.state = config::UpstreamState::draining;
  if (chance(random, 10)) upstream.state = config::UpstreamState::disabled;
  return upstream;
}

}  // namespace

RandomWorld random_world(Random& random) {
  RandomWorld world;
  const std::size_t regions = 1 + below(random, chance(random, 5) ? 64 : 8);
  const unsigned out_percent = chance(random, 20) ? 100 : 25;
  config::Service service;
  service.id = "api";
  service.panic = static_cast<config::Panic>(below(random, 3));
  for (std::size_t i = 0; i < regions; ++i) {
    auto& region = world.config.regions[region_name(i)];
    if (!chance(random, 10))
      region.location = geo::Coordinates{static_cast<double>(below(random, 179)) - 89,
                                         static_cast<double>(below(random, 359)) - 179};
    service.upstreams.push_back(random_upstream(random, i));
    if (chance(random, out_percent)) world.out.push_back(region_name(i));
  }
  for (std::size_t i = below(random, 4); i > 0; --i)
    service.steps.push_back(random_step(random, regions));
  if (chance(random, 30)) {
    config::Step& capacity = service.steps.emplace_back();
    capacity.type = config::StepType::capacity;
    service.upstreams[0].capacity.target = 100;
  }
  for (std::size_t i = chance(random, 50) ? 0 : 1 + below(random, 3); i > 0; --i) {
    world.config.fences.push_back(random_fence(random, i, regions));
    service.fences.push_back(world.config.fences.back().id);
  }
  if (chance(random, 50)) world.config.latency_rows.push_back(random_row(random, regions));
  if (chance(random, 50)) world.config.edge.location = geo::Coordinates{50.1, 8.7};
  if (chance(random, 30)) service.roles.primary = region_name(below(random, regions));
  if (chance(random, 50)) service.affinity.by = config::AffinityBy::cookie;
  world.config.services.push_back(std::move(service));
  config::Route route;
  route.hosts = {std::string(kHost)};
  route.service = "api";
  world.config.routes.push_back(route);
  return world;
}

Client random_client(Random& random, const View& view) {
  Client client = chance(random, 10) ? Client{} : client_in(pick(random, kCountries));
  std::array<std::uint8_t, 16> bytes{0x20, 0x01};
  for (std::size_t i = 2; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random());
  const auto v4 = static_cast<std::uint32_t>(random());
  client.address = chance(random, 30) ? IpAddress::v6(bytes) : IpAddress::v4(v4);
  if (chance(random, 20)) client.place.tag = view.locator.tags().find(pick(random, kTags));
  if (chance(random, 50)) client.place.asn = pick(random, kAsns);
  client.place.subdivision_known = chance(random, 50);
  if (client.place.subdivision_known)
    client.place.subdivision = view.locator.subdivisions().find(pick(random, kSubdivisions));
  const auto& upstreams = view.services[0].upstreams;
  if (chance(random, 40)) client.pin = upstreams[below(random, upstreams.size())].id;
  return client;
}

config::Config shuffled(const config::Config& config, Random& random) {
  config::Config other = config;
  std::shuffle(other.fences.begin(), other.fences.end(), random);
  for (config::Fence& fence : other.fences)
    std::shuffle(fence.regions.begin(), fence.regions.end(), random);
  for (config::Service& service : other.services) {
    std::shuffle(service.upstreams.begin(), service.upstreams.end(), random);
    std::shuffle(service.fences.begin(), service.fences.end(), random);
    for (config::Step& step : service.steps) {
      std::shuffle(step.rules.begin(), step.rules.end(), random);
      for (config::GeoRule& rule : step.rules)
        for (auto& tier : rule.tiers) std::shuffle(tier.begin(), tier.end(), random);
    }
  }
  return other;
}

}  // namespace meridian::routing::test
