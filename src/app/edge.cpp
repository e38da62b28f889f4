#include "app/edge.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <csignal>
#include <thread>

#include "app/client_contexts.hpp"
#include "app/file_limit.hpp"
#include "app/privileges.hpp"
#include "app/random_seed.hpp"
#include "meridian/core/base/check.hpp"
#include "meridian/core/routing/build_view.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::app {

namespace asio = boost::asio;
using observability::log_info;

namespace {

std::size_t worker_count(const config::Config& config) {
  const std::size_t wanted = config.edge.workers != 0
                                 ? config.edge.workers
                                 : std::max(1U, std::thread::hardware_concurrency());
  return std::min(wanted, limits::kWorkersMax);
}

// Calls `then` when it has been called `count` times, on any threads.
std::function<void()> after_calls(std::size_t count, const std::function<void()>& then) {
  return [left = std::make_shared<std::atomic<std::size_t>>(count), then] {
    if (left->fetch_sub(1) == 1) then();
  };
}

}  // namespace

Edge::Edge(Options options)
    : options_(std::move(options)),
      signals_(control_, SIGTERM, SIGINT, SIGHUP),
      config_watch_(control_, background_, options_.config_file, [this] { reload(); }),
      upgrade_(control_, background_, upgrade_steps()),
      geo_timer_(control_),
      demand_timer_(control_),
      answers_timer_(control_),
      drain_timer_(control_),
      service_report_(control_, [this](const auto& answered) { ask_workers(answered); }),
      publisher_(control_, background_,
                 [this](const std::shared_ptr<const proxy::Snapshot>& snapshot,
                        const std::function<void()>& adopted) {
                   publish(snapshot, adopted);
                   save_view(snapshot);
                 }),
      certificates_(control_, background_,
                    [this](const auto& listener, const auto& credentials) {
                      for (auto& worker : workers_)
                        worker->publish_credentials(listener, credentials);
                    }),
      session_tickets_(control_, background_,
                       [this](const auto& keys) {
                         for (auto& worker : workers_) worker->publish_tickets(keys);
                       }),
      own_pin_secret_(options_.inherited != nullptr ? options_.inherited->state().pin_secret
                                                    : tls::MacKey::random_secret()),
      own_pin_key_(std::make_shared<const tls::MacKey>(own_pin_secret_)),
      started_(std::chrono::system_clock::now()) {
  signals_.add(SIGUSR1);
  signals_.add(SIGUSR2);
}

Edge::~Edge() {
  // Workers first: they post to the control loop and write to metrics and log rings.
  workers_.clear();
  admin_.reset();
  background_.join();
}

Result<std::unique_ptr<Edge>> Edge::start(Options options,
                                          const std::shared_ptr<const config::Config>& config) {
  std::unique_ptr<Edge> edge(new Edge(std::move(options)));
  auto done = edge->set_up(config);
  if (done.has_error()) return done.error();
  return edge;
}

Result<bool> Edge::set_up(const std::shared_ptr<const config::Config>& config) {
  auto topology = routing::Topology::build(config, nullptr);
  if (topology.has_error()) return topology.error();
  topology_ = std::move(*topology);
  auto contexts = make_client_contexts(*topology_);
  if (contexts.has_error()) return contexts.error();
  auto pin_keys = make_pin_keys(*config, own_pin_key_);
  if (pin_keys.has_error()) return pin_keys.error();
  publisher_.set_topology(topology_, std::move(*contexts), std::move(*pin_keys));
  if (auto opened = open_overrides(*config); opened.has_error()) return opened.error();
  if (auto opened = open_geo(*config); opened.has_error()) return opened.error();
  start_probing();
  if (auto started = start_workers(*config); started.has_error()) return started.error();
  // In the place of another process: once that one's admin listener is not needed any more.
  if (options_.inherited == nullptr)
    if (auto started = start_admin(*config); started.has_error()) return started.error();
  wait_for_signals();
  config_watch_.set(config->edge.reload_on_change);
  certificates_.watch();
  session_tickets_.watch();
  poll_geo_later();
  measure_demand_later();
  measure_answers_later();
  return true;
}

void Edge::start_probing() {
  prober_ = std::make_unique<probe::Prober>(
      control_, random_seed(),
      [this](const health::HealthTable& table) { agreement_->set_own(table); },
      [this](const latency::LatencyTable& table) { publisher_.set_latency(table.rows()); });
  resolver_ = std::make_unique<probe::Resolver>(
      control_, [this](const std::vector<routing::ResolvedEndpoint>& addresses) {
        prober_->use_addresses(addresses);
        publisher_.set_addresses(addresses);
      });
  prober_->watch(topology_);
  resolver_->watch(topology_);
  prober_->use_addresses(resolver_->addresses());
  publisher_.set_addresses(resolver_->addresses());
  agreement_->watch(*topology_, prober_->table());
}

void Edge::publish(const std::shared_ptr<const proxy::Snapshot>& snapshot,
                   const std::function<void()>& adopted) {
  const auto done =
      after_calls(workers_.size(), [this, adopted, standing = Agreement::standing_of(*snapshot)] {
        adopted();
        asio::post(control_, [this, standing] { agreement_->served(standing); });
      });
  for (auto& worker : workers_) worker->publish(snapshot, done);
}

void Edge::ask_workers(const std::function<void()>& answered) {
  const auto done = after_calls(workers_.size(), answered);
  for (auto& worker : workers_) worker->ask(done);
}

Result<bool> Edge::open_geo(const config::Config& config) {
  if (config.geoip.database.empty()) return true;
  geo_ = std::make_shared<mmdb::Reloader>(
      mmdb::GeoPaths{config.geoip.database, config.geoip.asn_database});
  auto opened = geo_->poll();
  MERIDIAN_CHECK(opened.has_value());  // the first poll always answers
  if (opened->has_error()) return opened->error();
  publisher_.set_geo(std::move(**opened));
  geo_loaded_ = std::chrono::system_clock::now();
  return true;
}

Result<bool> Edge::open_outside(const config::Config& config, std::size_t workers) {
  auto listening = open_listeners(config.listeners, workers, options_.inherited.get());
  if (listening.has_error()) return listening.error();
  listening_ = std::move(*listening);
  // Files are read by whoever will read them again at a reload.
  if (auto done = become(config.edge.user, config.edge.group); done.has_error())
    return done.error();
  if (auto opened = certificates_.open(config); opened.has_error()) return opened.error();
  if (options_.inherited != nullptr)
    session_tickets_.use(
        std::make_shared<const tls::TicketKeys>(options_.inherited->state().tickets));
  if (auto opened = session_tickets_.open(config.session_tickets); opened.has_error())
    return opened.error();
  if (!config.log.views.path.empty())
    views_ = std::make_unique<observability::ViewRing>(observability::ViewRing::Settings{
        config.log.views.path, config.log.views.keep, run_number()});
  if (config.log.access.path.empty()) return true;
  auto log = observability::AccessLog::open(config.log.access.path, {config.edge.id, run_number()},
                                            workers);
  if (log.has_error()) return log.error();
  access_log_ = std::move(*log);
  return true;
}

// Tells the processes of one edge apart, and orders them.
std::uint64_t Edge::run_number() const {
  const auto since = std::chrono::duration_cast<microseconds>(started_.time_since_epoch());
  return static_cast<std::uint64_t>(since.count());
}

void Edge::save_view(const std::shared_ptr<const proxy::Snapshot>& snapshot) {
  if (views_ == nullptr) return;
  asio::post(background_, [this, view = snapshot->view] { views_->write(*view); });
}

Result<bool> Edge::start_workers(const config::Config& config) {
  const std::size_t count = worker_count(config);
  const std::uint64_t files = raise_file_limit();
  const std::uint32_t connections = connections_for(files, config.limits.connections);
  log_info("edge", "open files " + std::to_string(files) + ", client connections " +
                       std::to_string(connections) + ", workers " + std::to_string(count));
  if (auto opened = open_outside(config, count); opened.has_error()) return opened.error();
  proxy::WorkerSetup shared;
  shared.edge_id = config.edge.id;
  shared.seed = random_seed();
  shared.accepts = options_.inherited == nullptr;
  shared.workers = static_cast<std::uint32_t>(count);
  shared.connections_max =
      std::max<std::uint32_t>(1, connections / static_cast<std::uint32_t>(count));
  shared.tickets = session_tickets_.current();
  shared.snapshot = publisher_.build_first();
  save_view(shared.snapshot);
  listen_to_workers(shared);
  std::vector<const observability::WorkerMetrics*> blocks;
  for (std::size_t i = 0; i < count; ++i) {
    metrics_.push_back(std::make_unique<observability::WorkerMetrics>());
    blocks.push_back(metrics_.back().get());
    auto worker = proxy::Worker::start(worker_setup(shared, i));
    if (worker.has_error()) return worker.error();
    workers_.push_back(std::move(*worker));
  }
  exposition_ = std::make_unique<observability::Exposition>(std::move(blocks));
  agreement_->served(Agreement::standing_of(*shared.snapshot));
  return true;
}

// The functions that workers call, on their threads: all of them only post.
void Edge::listen_to_workers(proxy::WorkerSetup& setup) {
  setup.on_live_failures = [this](EndpointId endpoint, health::LiveFailure kind) {
    asio::post(control_, [this, endpoint, kind] { prober_->live_failures(endpoint, kind); });
  };
  setup.on_released = [this](std::shared_ptr<const proxy::Snapshot> released) {
    asio::post(background_, [released = std::move(released)]() mutable { released.reset(); });
  };
  setup.on_drained = [this] {
    asio::post(control_, [this] {
      if (++drained_workers_ == workers_.size()) end();
    });
  };
}

proxy::WorkerSetup Edge::worker_setup(const proxy::WorkerSetup& shared, std::size_t index) {
  proxy::WorkerSetup setup = shared;
  setup.index = index;
  setup.access_ring = access_log_ != nullptr ? &access_log_->ring(index) : nullptr;
  setup.metrics = metrics_[index].get();
  const auto& listeners = topology_->config()->listeners;
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    setup.listeners.push_back({listeners[i], listening_.of(i, index, setup.workers),
                               certificates_.of(listeners[i].name)});
  }
  return setup;
}

Result<bool> Edge::start_admin(const config::Config& config) {
  auto credentials = admin::Credentials::load(config.admin.tokens);
  if (credentials.has_error()) return credentials.error();
  credentials_ = std::move(*credentials);
  admin::Sources sources;
  sources.readiness = [this] { return readiness(); };
  sources.status = [this] { return status(); };
  sources.latency = [this] { return latency_status(); };
  sources.metrics = [this] {
    return [this, gauges = gauges()] { return exposition_->render(gauges); };
  };
  sources.operations = operations();
  sources.credentials = [this] { return credentials_; };
  auto server = admin::Server::start(
      control_, background_.get_executor(), config.admin.bind,
      options_.inherited == nullptr ? admin::Ports::own : admin::Ports::shared, std::move(sources));
  if (server.has_error()) return server.error();
  admin_ = std::move(*server);
  return true;
}

}  // namespace meridian::app
