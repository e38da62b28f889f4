#include "service/cli/simulate_world.hpp"

#include <algorithm>

#include "meridian/core/base/text.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/service/what_if/explain.hpp"
#include "meridian/service/what_if/upstream_names.hpp"

namespace meridian::cli {

namespace {

constexpr std::uint64_t kWeightMax = 1000;

Result<config::Config> read_config(const std::string& file, Complaints& complaints) {
  LoadOutcome outcome = load_config(file);
  if (auto* config = std::get_if<config::Config>(&outcome)) return std::move(*config);
  complaints = std::move(std::get<Complaints>(outcome));
  return Error{ErrorCode::invalid, ErrorSource::file, false, complaints.front()};
}

template <class Change>
Result<void> change_upstreams(config::Config& config, const std::string& name, Change change) {
  const auto found = what_if::find_upstreams(config, name);
  if (!found) return found.error();
  for (config::Service& service : config.services)
    for (config::Upstream& upstream : service.upstreams)
      if (std::find(found->begin(), found->end(),
                    what_if::UpstreamName(service.id, upstream.region)) != found->end())
        change(upstream);
  return {};
}

Result<void> set_weight(config::Config& config, const std::string& assignment) {
  const std::size_t equals = assignment.rfind('=');
  const auto weight = equals == std::string::npos
                          ? std::nullopt
                          : parse_decimal(std::string_view(assignment).substr(equals + 1));
  if (!weight || *weight > kWeightMax)
    return Error{ErrorCode::invalid, ErrorSource::client, false,
                 "`" + assignment + "` is not of the form SERVICE/REGION=N with N from 0 to 1000"};
  return change_upstreams(config, assignment.substr(0, equals), [&](config::Upstream& upstream) {
    upstream.weight = static_cast<std::uint32_t>(*weight);
  });
}

Result<void> apply_changes(config::Config& config, const SimulateOptions& options) {
  for (const std::string& assignment : options.weights)
    if (auto done = set_weight(config, assignment); !done) return done;
  for (const std::string& name : options.drain)
    if (auto done = change_upstreams(
            config, name,
            [](config::Upstream& upstream) { upstream.state = config::UpstreamState::draining; });
        !done)
      return done;
  return {};
}

Result<routing::ViewInputs> inputs_after(std::shared_ptr<const routing::Topology> topology,
                                         const std::vector<std::string>& down) {
  routing::ViewInputs inputs;
  inputs.topology = std::move(topology);
  if (const auto done = what_if::put_out(inputs, down); !done) return done.error();
  return inputs;
}

Result<std::shared_ptr<const mmdb::GeoDatabase>> open_database(const config::Config& config) {
  if (config.geoip.database.empty()) return std::shared_ptr<const mmdb::GeoDatabase>();
  return mmdb::GeoDatabase::open({config.geoip.database, config.geoip.asn_database});
}

struct Views {
  std::shared_ptr<const routing::View> before;
  std::shared_ptr<const routing::View> after;
};

Result<Views> build_views(config::Config before, config::Config after,
                          const SimulateOptions& options) {
  if (auto done = apply_changes(after, options); !done) return done.error();
  const auto first =
      routing::Topology::build(std::make_shared<const config::Config>(std::move(before)), nullptr);
  if (!first) return first.error();
  const auto second = routing::Topology::build(
      std::make_shared<const config::Config>(std::move(after)), first->get());
  if (!second) return second.error();
  const auto inputs = inputs_after(*second, options.down);
  if (!inputs) return inputs.error();
  Views views;
  views.before = routing::build_view(nullptr, {*first, {}, {}, {}});
  views.after = routing::build_view(views.before.get(), *inputs);
  return views;
}

Complaints complaint(const Error& error) {
  return {"meridian simulate: error: " + error.context};
}

}  // namespace

std::variant<SimulateWorld, Complaints> SimulateWorld::load(const SimulateOptions& options) {
  Complaints complaints;
  auto before = read_config(options.config, complaints);
  if (!before) return complaints;
  auto after = options.candidate.empty() ? before : read_config(options.candidate, complaints);
  if (!after) return complaints;
  SimulateWorld world;
  const auto opened = open_database(*before);
  if (!opened) return complaint(opened.error());
  world.geo_before_ = world.geo_after_ = *opened;
  if (before->geoip.database != after->geoip.database ||
      before->geoip.asn_database != after->geoip.asn_database) {
    const auto other = open_database(*after);
    if (!other) return complaint(other.error());
    world.geo_after_ = *other;
  }
  auto views = build_views(std::move(*before), std::move(*after), options);
  if (!views) return complaint(views.error());
  world.before_ = std::move(views->before);
  world.after_ = std::move(views->after);
  return world;
}

void SimulateWorld::locate(replay::Sample& sample) const {
  sample.before = what_if::place_of(sample.client, geo_before_.get(), *before_);
  sample.after = what_if::place_of(sample.client, geo_after_.get(), *after_);
}

bool SimulateWorld::knows(const IpAddress& address) const {
  return geo_before_ == nullptr || geo_before_->lookup(address).country.known();
}

}  // namespace meridian::cli
