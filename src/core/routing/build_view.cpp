#include "meridian/core/routing/build_view.hpp"

#include <algorithm>
#include <set>

#include "core/routing/digest.hpp"
#include "core/routing/drain_cap.hpp"
#include "core/routing/draw.hpp"
#include "core/routing/fence.hpp"
#include "core/routing/nearest_edge.hpp"
#include "core/routing/route_table.hpp"
#include "core/routing/steer_capacity.hpp"
#include "core/routing/step.hpp"
#include "core/routing/use_overrides.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/base/limits.hpp"
#include "meridian/core/routing/rebuild.hpp"

namespace meridian::routing {

namespace {

// In a vector sorted by `id`; null where absent.
template <class Item, class Id>
const Item* find_by_id(const std::vector<Item>& sorted, Id id) {
  const auto at = std::lower_bound(sorted.begin(), sorted.end(), id,
                                   [](const Item& item, Id wanted) { return item.id < wanted; });
  return at != sorted.end() && at->id == id ? &*at : nullptr;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& names) {
  to.insert(to.end(), names.begin(), names.end());
}

geo::Locator make_locator(const config::Config& config) {
  std::vector<std::string> tags;
  std::vector<std::string> subdivisions;
  for (const geo::Override& override_ : config.geoip.overrides) {
    if (override_.tag) tags.push_back(*override_.tag);
    if (override_.subdivision) subdivisions.push_back(*override_.subdivision);
  }
  for (const config::Fence& fence : config.fences) {
    append(tags, fence.tags);
    append(subdivisions, fence.subdivisions);
  }
  for (const config::LatencyRow& row : config.latency_rows) {
    append(tags, row.tags);
    append(subdivisions, row.subdivisions);
  }
  for (const config::Service& service : config.services)
    for (const config::Step& step : service.steps)
      for (const config::GeoRule& rule : step.rules) {
        append(tags, rule.tags);
        append(subdivisions, rule.subdivisions);
      }
  return {config.geoip.overrides, geo::NameTable(std::move(tags)),
          geo::NameTable(std::move(subdivisions))};
}

EndpointView make_endpoint(const EndpointNode& node, const ViewInputs& inputs) {
  EndpointView view{node.id, node.host, node.port, node.label, {}, false};
  if (const auto* resolved = find_by_id(inputs.addresses, node.id)) {
    view.addresses = resolved->addresses;
    std::sort(view.addresses.begin(), view.addresses.end());
    if (view.addresses.size() > limits::kAddressesPerEndpointMax)
      view.addresses.resize(limits::kAddressesPerEndpointMax);
  }
  if (const auto* health = find_by_id(inputs.endpoints, node.id))
    view.out = health->health == health::Health::out;
  return view;
}

// Where the region says it is, else the middle of its country.
void locate(UpstreamView& upstream, const config::Region& region) {
  const geo::CountryFacts* facts = region.country ? geo::facts_of(*region.country) : nullptr;
  upstream.located = region.location || facts != nullptr;
  if (region.location)
    upstream.location = *region.location;
  else if (facts != nullptr)
    upstream.location = facts->centroid;
}

UpstreamView make_upstream(const UpstreamNode& node, const ViewInputs& inputs) {
  const config::Config& config = *inputs.topology->config();
  UpstreamView view;
  view.id = node.id;
  view.region = node.region;
  const auto region = config.regions.find(node.region);
  if (region != config.regions.end()) locate(view, region->second);
  view.weight = node.config->weight;
  view.priority = node.config->priority;
  view.state = node.config->state;
  view.tls = node.config->tls;
  view.proxy_protocol = node.config->proxy_protocol;
  view.limits = node.config->limits;
  use_overrides(view, inputs.overrides);
  if (const auto* health = find_by_id(inputs.upstreams, node.id)) {
    view.health = health->health;
    view.health_reason = health->reason;
    view.refused = health->refused;
    view.ramp_percent = health->ramp_percent;
    view.votes = health->votes;
    view.voters = health->voters;
  }
  if (const auto* row = find_by_id(inputs.latency, node.id)) view.latency = *row;
  for (const EndpointNode& endpoint : node.endpoints)
    view.endpoints.push_back(make_endpoint(endpoint, inputs));
  return view;
}

// What the cap keeps in goes on with its share.
bool ranks_behind(const UpstreamView& upstream) {
  return upstream.health == health::Health::degraded &&
         upstream.health_reason != health::HealthReason::max_auto_out;
}

void compile_sets(ServiceView& service) {
  for (std::size_t i = 0; i < service.upstreams.size(); ++i) {
    const UpstreamView& upstream = service.upstreams[i];
    service.draws.push_back(
        {hash64(upstream.region), inverse_of_weight(effective_weight(upstream))});
    service.all |= bit_of(i);
    if (upstream.state == config::UpstreamState::enabled && upstream.weight > 0)
      service.enabled |= bit_of(i);
    if (upstream.state != config::UpstreamState::disabled && !upstream.pins_ended)
      service.keeps |= bit_of(i);
    if (health::serves(upstream.health)) service.healthy |= bit_of(i);
    if (upstream.health_reason == health::HealthReason::flapping) service.held |= bit_of(i);
    if (ranks_behind(upstream)) service.behind |= bit_of(i);
    if (upstream.ramp_percent < 100) service.ramping |= bit_of(i);
  }
}

void bind_fences(ServiceView& service, const config::Service& config, const View& view) {
  std::set<std::string_view> names(config.fences.begin(), config.fences.end());
  for (const FenceView& fence : view.fences)
    if (names.erase(fence.config->id) != 0)
      service.fences.push_back({&fence, candidates_of(fence.config->regions, service.upstreams)});
  MERIDIAN_CHECK(names.empty());  // a service without one of its fences must never serve
}

void use_nearest_edge(ServiceView& service, const ViewInputs& inputs) {
  const latency::EdgeRows* edge =
      nearest_edge(inputs.topology->config()->edge, inputs.edges, service);
  if (edge == nullptr) return;
  for (UpstreamView& upstream : service.upstreams) {
    upstream.latency.nearest_edge = find_row(*edge, service.id, upstream.region)->reading;
    upstream.latency.edge = edge->edge;
  }
}

ServiceView make_service(const config::Service& config, const View& view,
                         const ViewInputs& inputs) {
  ServiceView service;
  service.id = config.id;
  service.panic = config.panic;
  service.affinity = &config.affinity;
  service.explore = config.explore;
  service.timeouts = config.timeouts;
  service.retry_budget = config.retry_budget;
  const auto& nodes = inputs.topology->upstreams();
  auto node = std::lower_bound(
      nodes.begin(), nodes.end(), config.id,
      [](const UpstreamNode& n, const std::string& wanted) { return n.service < wanted; });
  for (; node != nodes.end() && node->service == config.id; ++node)
    service.upstreams.push_back(make_upstream(*node, inputs));
  MERIDIAN_CHECK(service.upstreams.size() <= limits::kUpstreamsPerServiceMax);
  use_nearest_edge(service, inputs);
  bind_fences(service, config, view);
  apply_drain_cap(service, config.max_auto_out);
  compile_sets(service);
  if (!config.roles.primary.empty()) {
    service.primary = primary_by_override(service, inputs.overrides);
    if (service.primary == 0)
      service.primary = candidates_of(std::span(&config.roles.primary, 1), service.upstreams);
    MERIDIAN_CHECK(service.primary != 0);  // else writes would go anywhere
  }
  service.steps =
      compile_steps(*inputs.topology->config(), config, service.upstreams, view.locator);
  service.reads_load = std::any_of(
      config.steps.begin(), config.steps.end(),
      [](const config::Step& step) { return step.type == config::StepType::least_loaded; });
  if (!config.steps.empty() && config.steps.back().type == config::StepType::capacity)
    service.capacity =
        std::make_unique<const CapacityStep>(compile_capacity(service, config, inputs.demand));
  return service;
}

// Pointers to the config's items, in the order of their ids.
template <class Item>
std::vector<const Item*> sorted_by_id(const std::vector<Item>& items) {
  std::vector<const Item*> sorted;
  for (const Item& item : items) sorted.push_back(&item);
  std::sort(sorted.begin(), sorted.end(), [](auto* a, auto* b) { return a->id < b->id; });
  return sorted;
}

void add_services(View& view, const ViewInputs& inputs) {
  const config::Config& config = *inputs.topology->config();
  view.fences.reserve(config.fences.size());
  for (const config::Fence* fence : sorted_by_id(config.fences))
    view.fences.push_back(compile_fence(*fence, config.edge, view.locator));
  view.services.reserve(config.services.size());
  for (const config::Service* service : sorted_by_id(config.services))
    view.services.push_back(make_service(*service, view, inputs));
  view.by_upstream.resize(inputs.topology->upstream_ids());
  for (const ServiceView& service : view.services) {
    view.pins = view.pins || service.affinity->by == config::AffinityBy::cookie;
    view.explores = view.explores || service.explore != 0;
    for (std::size_t i = 0; i < service.upstreams.size(); ++i)
      view.by_upstream[index_of(service.upstreams[i].id)] = {&service,
                                                             static_cast<std::uint8_t>(i)};
  }
}

// Null where there is none of this id.
const ServiceView* find_service(const View& view, const std::string& id) {
  const auto at = std::lower_bound(
      view.services.begin(), view.services.end(), id,
      [](const ServiceView& s, const std::string& wanted) { return s.id < wanted; });
  return at != view.services.end() && at->id == id ? &*at : nullptr;
}

void add_routes(View& view) {
  const config::Config& config = *view.topology->config();
  for (const config::Route& route : config.routes) {
    RouteView compiled;
    compiled.name = route.name;
    compiled.config = &route;
    if (route.redirect) compiled.redirect = &*route.redirect;
    if (route.respond) compiled.respond = &*route.respond;
    compiled.service = find_service(view, route.service);
    if (route.canary) {
      compiled.canary = find_service(view, route.canary->service);
      MERIDIAN_CHECK(compiled.canary != nullptr);
    }
    MERIDIAN_CHECK((compiled.service != nullptr) + (compiled.redirect != nullptr) +
                       (compiled.respond != nullptr) ==
                   1);
    view.routes.push_back(std::move(compiled));
  }
  view.route_table = std::make_unique<const RouteTable>(config.routes);
}

void set_versions(View& view, const View* previous) {
  view.digest = shared_digest(view);
  view.common_digest = common_digest(view);
  view.address_digest = address_digest(view);
  view.local_digest = local_digest(view);
  view.version = 1;
  view.local_sequence = 1;
  if (previous == nullptr) return;
  view.version = previous->version + (view.digest != previous->digest ? 1 : 0);
  view.local_sequence =
      previous->local_sequence + (view.local_digest != previous->local_digest ? 1 : 0);
}

void remember_health(View& view, const View* previous) {
  for (ServiceView& service : view.services)
    for (UpstreamView& upstream : service.upstreams) {
      if (health::serves(upstream.health)) {
        upstream.healthy_at = view.local_sequence;
      } else if (previous != nullptr) {
        const UpstreamView* before = previous->find(upstream.id);
        if (before != nullptr) upstream.healthy_at = before->healthy_at;
      }
    }
}

// All but what a view has from others.
std::shared_ptr<View> compile(const ViewInputs& inputs) {
  MERIDIAN_CHECK(inputs.topology != nullptr);
  auto view = std::make_shared<View>();
  view->topology = inputs.topology;
  view->locator = make_locator(*inputs.topology->config());
  add_services(*view, inputs);
  add_routes(*view);
  view->demand = inputs.demand;
  view->overrides = inputs.overrides;
  return view;
}

}  // namespace

std::shared_ptr<const View> build_view(const View* previous, const ViewInputs& inputs) {
  auto view = compile(inputs);
  set_versions(*view, previous);
  remember_health(*view, previous);
  return view;
}

std::shared_ptr<const View> rebuild_view(const ViewInputs& inputs, const ViewMemory& memory) {
  auto view = compile(inputs);
  view->version = memory.version;
  view->local_sequence = memory.local_sequence;
  view->digest = shared_digest(*view);
  view->common_digest = common_digest(*view);
  view->address_digest = memory.address_digest;
  view->local_digest = local_digest(*view);
  for (ServiceView& service : view->services)
    for (UpstreamView& upstream : service.upstreams)
      if (const auto* healthy = find_by_id(memory.healthy_at, upstream.id))
        upstream.healthy_at = healthy->at;
  return view;
}

}  // namespace meridian::routing
