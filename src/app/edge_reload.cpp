// What changes while an edge runs: its config at SIGHUP, its GeoIP files, what clients want and how
// long answers take by themselves.
#include "app/edge.hpp"

#include <boost/asio/post.hpp>

#include "app/client_contexts.hpp"
#include "meridian/io/observability/log.hpp"
#include "meridian/service/cli/load_config.hpp"

namespace meridian::app {

namespace asio = boost::asio;
using observability::log_error;
using observability::log_info;
using observability::log_warning;

namespace {

constexpr seconds kDemandInterval{1};

bool same_places(const config::Config& a, const config::Config& b) {
  return a.log.access.path == b.log.access.path && a.log.views.path == b.log.views.path &&
         a.log.views.keep == b.log.views.keep && a.store == b.store;
}

bool same_sockets(const std::vector<config::Listener>& a, const std::vector<config::Listener>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.name == y.name && x.bind == y.bind && x.protocol == y.protocol;
  });
}

}  // namespace

// All or nothing: what is wrong with the new config is logged and the old one goes on.
void Edge::reload() {
  if (reloading_) return log_warning("reload", "a reload is under way already");
  reloading_ = true;
  service_report_.reloading();
  asio::post(background_, [this] {
    auto outcome = cli::load_config(options_.config_file);
    std::vector<std::string> complaints;
    std::shared_ptr<const config::Config> config;
    if (auto* wrong = std::get_if<cli::Complaints>(&outcome)) {
      complaints = std::move(*wrong);
    } else {
      config = std::make_shared<const config::Config>(std::get<config::Config>(std::move(outcome)));
      complaints = cli::find_unreadable_files(*config, options_.config_file);
    }
    asio::post(control_, [this, config = std::move(config), complaints = std::move(complaints)] {
      reloading_ = false;
      if (!complaints.empty()) return reject_config(complaints);
      adopt_config(config);
    });
  });
}

void Edge::reject_config(const std::vector<std::string>& complaints) {
  ++config_reload_failures_;
  for (const std::string& complaint : complaints) log_error("reload", complaint);
  log_error("reload", "the config is not taken; the one from before goes on");
  service_report_.ready();
}

void Edge::adopt_config(const std::shared_ptr<const config::Config>& config) {
  auto topology = routing::Topology::build(config, topology_.get());
  if (topology.has_error()) return reject_config({topology.error().context});
  auto contexts = make_client_contexts(**topology);
  if (contexts.has_error()) return reject_config({contexts.error().context});
  auto pin_keys = make_pin_keys(*config, own_pin_key_);
  if (pin_keys.has_error()) return reject_config({pin_keys.error().context});
  auto credentials = admin::Credentials::load(config->admin.tokens);
  if (credentials.has_error()) return reject_config({credentials.error().context});
  const config::Config& old = *topology_->config();
  if (!same_sockets(old.listeners, config->listeners) || old.admin.bind != config->admin.bind ||
      old.edge.workers != config->edge.workers || !same_places(old, *config))
    log_warning("reload",
                "listeners, admin.bind, edge.workers, log.access, log.views and store keep their "
                "old values "
                "until a restart; the rest is taken");
  const bool other_geo = old.geoip.database != config->geoip.database ||
                         old.geoip.asn_database != config->geoip.asn_database;
  topology_ = std::move(*topology);
  credentials_ = std::move(*credentials);
  publisher_.set_topology(topology_, std::move(*contexts), std::move(*pin_keys));
  prober_->watch(topology_);
  resolver_->watch(topology_);
  prober_->use_addresses(resolver_->addresses());
  publisher_.set_addresses(resolver_->addresses());
  agreement_->watch(*topology_, prober_->table());
  observability::set_log_level(config->log.level);
  certificates_.reload(config);
  session_tickets_.reload(config->session_tickets);
  config_watch_.set(config->edge.reload_on_change);
  if (other_geo) open_other_geo(*config);
  for (const std::string& surprise : cli::find_surprises(*config, options_.config_file))
    log_warning("reload", surprise);
  publisher_.when_served([this] {
    ++config_reloads_;
    log_info("reload", "config taken: all workers decide by it");
    service_report_.ready();
  });
}

void Edge::open_other_geo(const config::Config& config) {
  geo_ = config.geoip.database.empty() ? nullptr
                                       : std::make_shared<mmdb::Reloader>(mmdb::GeoPaths{
                                             config.geoip.database, config.geoip.asn_database});
  if (geo_ == nullptr) publisher_.set_geo(nullptr);
  poll_geo();
}

void Edge::measure_demand_later() {
  demand_timer_.expires_after(kDemandInterval);
  demand_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    measure_demand();
    measure_demand_later();
  });
}

void Edge::measure_demand() {
  std::vector<routing::WantedCounts> counts;
  for (const routing::ServiceView& service : publisher_.current()->view->services) {
    if (service.capacity == nullptr) continue;
    for (std::size_t i = 0; i < service.upstreams.size(); ++i) counts.push_back(wanted(service, i));
  }
  if (demand_.take(counts, std::chrono::steady_clock::now()))
    publisher_.set_demand(demand_.demand());
}

void Edge::measure_answers_later() {
  answers_timer_.expires_after(probe::Prober::kAnswersInterval);
  answers_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    measure_answers();
    measure_answers_later();
  });
}

void Edge::measure_answers() {
  std::vector<latency::AnswerTimes::Counted> counted;
  for (const routing::UpstreamNode& node : topology_->upstreams()) {
    latency::AnswerTimes::Counted upstream{node.id, {}};
    bool used = false;
    for (const auto& metrics : metrics_) {
      const auto* mine = metrics->find_upstream(node.id);
      if (mine == nullptr) continue;
      used = true;
      for (std::size_t i = 0; i < upstream.counts.size(); ++i)
        upstream.counts[i] += mine->comparable_first_byte[i].value();
    }
    if (used) counted.push_back(upstream);
  }
  prober_->answered(counted);
}

void Edge::poll_geo_later() {
  geo_timer_.expires_after(topology_->config()->geoip.reload_interval);
  geo_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    poll_geo();
    poll_geo_later();
  });
}

void Edge::poll_geo() {
  if (geo_ == nullptr) return;
  asio::post(background_, [this, geo = geo_] {
    auto polled = geo->poll();
    if (!polled) return;
    asio::post(control_, [this, geo, polled = std::move(*polled)] {
      if (geo == geo_) take_geo(polled);  // else another config came meanwhile
    });
  });
}

void Edge::take_geo(const Result<std::shared_ptr<const mmdb::GeoDatabase>>& polled) {
  if (polled.has_error()) {
    ++geo_reload_failures_;
    geo_error_ = polled.error().context;
    return log_error("geoip", geo_error_ + "; the database from before goes on");
  }
  ++geo_reloads_;
  geo_error_.clear();
  geo_loaded_ = std::chrono::system_clock::now();
  publisher_.set_geo(*polled);
  log_info("geoip", "new database taken");
}

}  // namespace meridian::app
