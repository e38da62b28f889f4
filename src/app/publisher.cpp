#include "app/publisher.hpp"

#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

namespace meridian::app {

namespace asio = boost::asio;

Publisher::Publisher(asio::io_context& control, asio::thread_pool& background, Publish publish)
    : control_(control),
      background_(background),
      publish_(std::move(publish)),
      timer_(control),
      deadline_timer_(control) {}

void Publisher::set_topology(std::shared_ptr<const routing::Topology> topology,
                             std::vector<std::shared_ptr<const tls::ClientContext>> client_contexts,
                             ServicePinKeys pin_keys) {
  inputs_.view.topology = std::move(topology);
  inputs_.client_contexts = std::move(client_contexts);
  inputs_.pin_keys = std::move(pin_keys);
  ++inputs_.place_generation;
  changed();
  await_pin_deadline();
}

void Publisher::set_health(std::vector<health::UpstreamHealth> upstreams,
                           std::vector<health::EndpointHealth> endpoints) {
  inputs_.view.upstreams = std::move(upstreams);
  inputs_.view.endpoints = std::move(endpoints);
  changed();
}

void Publisher::set_addresses(std::vector<routing::ResolvedEndpoint> addresses) {
  inputs_.view.addresses = std::move(addresses);
  changed();
}

void Publisher::set_latency(std::vector<latency::UpstreamLatency> rows) {
  inputs_.view.latency = std::move(rows);
  changed();
}

void Publisher::set_demand(std::vector<routing::Demand> demand) {
  inputs_.view.demand = std::move(demand);
  changed();
}

void Publisher::set_geo(std::shared_ptr<const mmdb::GeoDatabase> geo) {
  inputs_.geo = std::move(geo);
  ++inputs_.place_generation;
  changed();
}

void Publisher::set_overrides(std::shared_ptr<const state::Overrides> overrides) {
  inputs_.overrides = std::move(overrides);
  changed();
  await_pin_deadline();
}

void Publisher::await_pin_deadline() {
  deadline_timer_.cancel();
  const auto now = std::chrono::system_clock::now();
  const auto next = routing::next_pin_deadline(*inputs_.overrides, *inputs_.view.topology, now);
  if (!next) return;
  deadline_timer_.expires_at(*next);
  deadline_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    changed();
    await_pin_deadline();
  });
}

std::shared_ptr<const proxy::Snapshot> Publisher::build(const proxy::Snapshot* previous,
                                                        const Inputs& inputs) {
  auto snapshot = std::make_shared<proxy::Snapshot>();
  snapshot->config = inputs.view.topology->config();
  // Resolved here, so that a config and the overrides of what is new in it come as one.
  routing::ViewInputs view = inputs.view;
  view.overrides =
      routing::resolve(*inputs.overrides, *view.topology, std::chrono::system_clock::now());
  snapshot->view = routing::build_view(previous != nullptr ? previous->view.get() : nullptr, view);
  snapshot->overrides_version = inputs.overrides->version;
  snapshot->geo = inputs.geo;
  snapshot->client_contexts = inputs.client_contexts;
  snapshot->pin_keys = inputs.pin_keys;
  std::vector<CidrMap::Entry> trusted;
  for (const Cidr& cidr : snapshot->config->trusted_proxies) trusted.push_back({cidr, 1});
  snapshot->trusted_proxies = CidrMap(std::move(trusted));
  snapshot->logged_fields = proxy::logged_fields(*snapshot->config);
  snapshot->place_generation = inputs.place_generation;
  return snapshot;
}

std::shared_ptr<const proxy::Snapshot> Publisher::build_first() {
  current_ = build(nullptr, inputs_);
  served_ = inputs_.revision;
  return current_;
}

void Publisher::changed() {
  ++inputs_.revision;
  if (current_ == nullptr) return;  // build_first takes it in
  dirty_ = true;
  if (!scheduled_) start_build();
}

void Publisher::start_build() {
  scheduled_ = true;
  dirty_ = false;
  asio::post(background_, [this, inputs = inputs_, previous = current_] {
    auto built = build(previous.get(), inputs);
    asio::post(control_, [this, built = std::move(built), revision = inputs.revision]() mutable {
      current_ = std::move(built);
      publish_(current_,
               [this, revision] { asio::post(control_, [this, revision] { served(revision); }); });
      timer_.expires_after(kInterval);
      timer_.async_wait([this](boost::system::error_code error) {
        if (error) return;
        scheduled_ = false;
        if (dirty_) start_build();
      });
    });
  });
}

void Publisher::when_served(std::function<void()> then) {
  if (served_ == inputs_.revision) return then();
  waiting_.push_back({inputs_.revision, std::move(then)});
}

void Publisher::served(std::uint64_t revision) {
  served_ = revision;
  std::vector<Waiting> waiting = std::exchange(waiting_, {});
  for (Waiting& one : waiting) {
    if (one.revision <= revision)
      one.then();
    else
      waiting_.push_back(std::move(one));
  }
}

}  // namespace meridian::app
