// What the place of an address costs: the database lookup, place_of, both, the decision behind
// them, and opening. The database is $MERIDIAN_GEOIP, else geoip/data/country.mmdb; addresses are
// spread over the whole IPv4 space, so that the tree is not only in the nearest cache.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "meridian/core/base/hash.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/routing/decide.hpp"
#include "meridian/io/mmdb/geo_database.hpp"

namespace {

using namespace meridian;

constexpr std::size_t kAddresses = 4096;

std::string database_path() {
  const char* path = std::getenv("MERIDIAN_GEOIP");
  return path != nullptr ? path : "geoip/data/country.mmdb";
}

// Null, with the reason as the bench's error, where the file is missing or bad.
const mmdb::GeoDatabase* database(benchmark::State& state) {
  static const auto opened = mmdb::GeoDatabase::open({database_path(), ""});
  if (opened.has_value()) return opened->get();
  state.SkipWithError(opened.error().context.c_str());
  return nullptr;
}

const std::vector<IpAddress>& addresses() {
  static const std::vector<IpAddress> all = [] {
    std::vector<IpAddress> made;
    for (std::uint64_t i = 0; made.size() < kAddresses; ++i) {
      const IpAddress address = IpAddress::v4(static_cast<std::uint32_t>(mix64(i)));
      if (geo::is_globally_routable(address)) made.push_back(address);
    }
    return made;
  }();
  return all;
}

void BM_LookUpRecord(benchmark::State& state) {
  const mmdb::GeoDatabase* geo = database(state);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(geo->lookup(addresses()[i++ % kAddresses]));
}
BENCHMARK(BM_LookUpRecord);

// The argument is the number of overrides; none of them holds the address.
void BM_PlaceOf(benchmark::State& state) {
  std::vector<geo::Override> overrides;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    geo::Override entry;
    const int bits = 96 + 16 + static_cast<int>(i % 4) * 4;
    entry.cidr = {IpAddress::v4(0x0a000000 + static_cast<std::uint32_t>(i << 16)).masked(bits),
                  bits};
    entry.country = geo::Country::parse("DE");
    overrides.push_back(entry);
  }
  const geo::Locator locator(std::move(overrides), {}, geo::NameTable({"US-CA", "US-NY"}));
  const geo::GeoRecord record{geo::Country::parse("US").value(), geo::Continent::NA, "CA", {}, 0};
  std::size_t i = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(geo::place_of(addresses()[i++ % kAddresses], record, locator));
}
BENCHMARK(BM_PlaceOf)->Arg(0)->Arg(4)->Arg(1000);

void BM_LookUpPlace(benchmark::State& state) {
  const mmdb::GeoDatabase* geo = database(state);
  const geo::Locator locator;
  std::size_t i = 0;
  for (auto _ : state) {
    const IpAddress& address = addresses()[i++ % kAddresses];
    benchmark::DoNotOptimize(geo::place_of(address, geo->lookup(address), locator));
  }
}
BENCHMARK(BM_LookUpPlace);

// Three regions, the policy of most configs.
std::shared_ptr<const routing::View> three_regions() {
  config::Config config;
  config::Service& service = config.services.emplace_back();
  service.id = "api";
  for (const char* region : {"eu", "us", "ap"}) {
    config.regions[region];
    config::Upstream& upstream = service.upstreams.emplace_back();
    upstream.region = region;
    upstream.endpoints.push_back({"192.0.2.1", 8000});
  }
  config::Step& geo = service.steps.emplace_back();
  geo.type = config::StepType::geo;
  const auto add_rule = [&](const char* country, std::vector<std::string> regions) {
    config::GeoRule& rule = geo.rules.emplace_back();
    rule.countries = {*geo::Country::parse(country)};
    for (std::string& region : regions) rule.tiers.push_back({std::move(region)});
  };
  add_rule("DE", {"eu", "us"});
  add_rule("US", {"us", "eu"});
  add_rule("CN", {"ap"});
  service.steps.emplace_back().type = config::StepType::weighted;
  config::Route& route = config.routes.emplace_back();
  route.hosts = {"api.example.com"};
  route.service = "api";
  routing::ViewInputs inputs;
  inputs.topology =
      routing::Topology::build(std::make_shared<const config::Config>(std::move(config)), nullptr)
          .value();
  return routing::build_view(nullptr, inputs);
}

// From an address to its region.
void BM_LookUpAndDecide(benchmark::State& state) {
  const mmdb::GeoDatabase* geo = database(state);
  const auto view = three_regions();
  routing::Request request;
  request.host = "api.example.com";
  request.path = "/v1/orders/4711";
  std::size_t i = 0;
  for (auto _ : state) {
    routing::Client client;
    client.address = addresses()[i++ % kAddresses];
    client.place = geo::place_of(client.address, geo->lookup(client.address), view->locator);
    benchmark::DoNotOptimize(routing::decide(client, request, *view, {}, {}));
  }
}
BENCHMARK(BM_LookUpAndDecide);

void BM_OpenAndValidate(benchmark::State& state) {
  for (auto _ : state) {
    const auto opened = mmdb::GeoDatabase::open({database_path(), ""});
    if (opened.has_error()) return state.SkipWithError(opened.error().context.c_str());
    benchmark::DoNotOptimize(opened);
  }
}
BENCHMARK(BM_OpenAndValidate)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
