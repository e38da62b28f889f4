#include "service/cli/explain_world.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include "meridian/core/routing/build_view.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/store/state_file.hpp"
#include "meridian/service/what_if/explain.hpp"
#include "meridian/service/what_if/upstream_names.hpp"
#include "service/cli/assumed_health.hpp"

namespace meridian::cli {

namespace {

// A batch may name many sets; the oldest views are not worth keeping track of.
constexpr std::size_t kViewsMax = 256;

Result<state::Overrides> read_overrides(const std::string& file) {
  if (file.empty()) return state::Overrides{};
  const auto saved = store::read_state_file(file);
  if (!saved) return saved.error();
  if (!*saved)
    return Error{
        ErrorCode::not_found, ErrorSource::file, false,
        "there is no such file; an edge writes it to `store.state_file` at the first change"};
  return state::decode((*saved)->text);
}

}  // namespace

std::variant<ExplainWorld, Complaints> ExplainWorld::load(const std::string& config_file,
                                                          const std::string& overrides_file) {
  LoadOutcome outcome = load_config(config_file);
  if (auto* complaints = std::get_if<Complaints>(&outcome)) return std::move(*complaints);
  const auto config =
      std::make_shared<const config::Config>(std::move(std::get<config::Config>(outcome)));
  ExplainWorld world;
  if (!config->geoip.database.empty()) {
    auto opened = mmdb::GeoDatabase::open({config->geoip.database, config->geoip.asn_database});
    if (!opened) return Complaints{config_file + ": error: geoip: " + opened.error().context};
    world.geo_ = std::move(*opened);
  }
  auto topology = routing::Topology::build(config, nullptr);
  if (!topology) return Complaints{config_file + ": error: " + topology.error().context};
  world.topology_ = *topology;
  auto overrides = read_overrides(overrides_file);
  if (!overrides) return Complaints{overrides_file + ": error: " + overrides.error().context};
  world.overrides_ =
      routing::resolve(*overrides, *world.topology_, std::chrono::system_clock::now());
  world.healthy_ =
      routing::build_view(nullptr, {.topology = world.topology_, .overrides = world.overrides_});
  return world;
}

geo::Place ExplainWorld::place_of(const IpAddress& address) const {
  return what_if::place_of(address, geo_.get(), *healthy_);
}

Result<bool> ExplainWorld::set_wants(const std::vector<std::string>& wants) {
  std::map<UpstreamId, double> rates;
  for (const std::string& want : wants) {
    const std::size_t equals = want.find('=');
    std::uint32_t rate = 0;
    const char* end = want.data() + want.size();
    const char* begin = want.data() + std::min(equals, want.size() - 1) + 1;
    if (equals == want.npos || std::from_chars(begin, end, rate).ptr != end || begin == end)
      return Error{ErrorCode::invalid, ErrorSource::client, false,
                   "`" + want + "` is not of the form REGION=N, in requests per second"};
    const auto found = what_if::find_upstreams(*topology_->config(), want.substr(0, equals));
    if (!found) return found.error();
    for (const auto& [service, region] : *found) rates[topology_->find(service, region)->id] = rate;
  }
  for (const auto& [id, rate] : rates) {
    demand_.push_back({.id = id});
    // Nothing is known of how much farther the next region of these clients is: all alike.
    demand_.back().by_cost.fill(rate / static_cast<double>(routing::kCostClasses));
  }
  healthy_ = routing::build_view(
      nullptr,
      {.topology = topology_, .upstreams = health_, .demand = demand_, .overrides = overrides_});
  return true;
}

Result<bool> ExplainWorld::set_health(const std::vector<std::string>& health) {
  auto assumed = assumed_health(*topology_, health);
  if (!assumed) return assumed.error();
  health_ = std::move(*assumed);
  return true;
}

Result<std::shared_ptr<const routing::View>> ExplainWorld::view(
    const std::vector<std::string>& down) {
  std::set<UpstreamId> out;
  for (const std::string& name : down) {
    const auto found = what_if::find_upstreams(*topology_->config(), name);
    if (!found) return found.error();
    for (const auto& [service, region] : *found) out.insert(topology_->find(service, region)->id);
  }
  if (out.empty()) return healthy_;
  if (const auto known = views_.find(out); known != views_.end()) return known->second;
  routing::ViewInputs inputs{.topology = topology_, .demand = demand_, .overrides = overrides_};
  for (const UpstreamId id : out)
    inputs.upstreams.push_back(
        {id, health::Health::out, health::HealthReason::check_failed, Instant{}, true});
  for (const health::UpstreamHealth& assumed : health_)
    if (!out.contains(assumed.id)) inputs.upstreams.push_back(assumed);
  std::sort(inputs.upstreams.begin(), inputs.upstreams.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  if (views_.size() == kViewsMax) views_.clear();
  return views_[out] = routing::build_view(healthy_.get(), inputs);
}

}  // namespace meridian::cli
