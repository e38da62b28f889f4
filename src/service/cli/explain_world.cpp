#include "service/cli/explain_world.hpp"
#include "meridian/core/routing/build_view.hpp"

#include "service/cli/upstream_names.hpp"

namespace meridian::cli {

namespace {

// A batch may name many sets; the oldest views are not worth keeping track of.
constexpr std::size_t kViewsMax = 256;

}  // namespace

std::variant<ExplainWorld, Complaints> ExplainWorld::load(const std::string& config_file) {
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
  world.healthy_ = routing::build_view(nullptr, {world.topology_, {}, {}, {}});
  return world;
}

geo::Place ExplainWorld::place_of(const IpAddress& address) const {
  const geo::GeoRecord record = geo_ != nullptr ? geo_->lookup(address) : geo::GeoRecord{};
  return geo::place_of(address, record, healthy_->locator);
}

Result<std::optional<UpstreamId>> ExplainWorld::pin_of(const routing::ServiceView* service,
                                                       const std::string& region) const {
  const auto known = find_upstreams(*topology_->config(), region);
  if (!known) return known.error();
  const auto* node = service == nullptr ? nullptr : topology_->find(service->id, region);
  return node == nullptr ? std::nullopt : std::optional(node->id);
}

Result<std::shared_ptr<const routing::View>> ExplainWorld::view(
    const std::vector<std::string>& down) {
  std::set<UpstreamId> out;
  for (const std::string& name : down) {
    const auto found = find_upstreams(*topology_->config(), name);
    if (!found) return found.error();
    for (const auto& [service, region] : *found) out.insert(topology_->find(service, region)->id);
  }
  if (out.empty()) return healthy_;
  if (const auto known = views_.find(out); known != views_.end()) return known->second;
  routing::ViewInputs inputs{topology_, {}, {}, {}};
  for (const UpstreamId id : out)
    inputs.upstreams.push_back(
        {id, health::Health::out, health::HealthReason::check_failed, Instant{}});
  if (views_.size() == kViewsMax) views_.clear();
  return views_[out] = routing::build_view(healthy_.get(), inputs);
}

}  // namespace meridian::cli
