// What the admin listener reads and asks of an edge.
#include "app/edge.hpp"

#include "meridian/service/cli/load_config.hpp"

namespace meridian::app {

namespace {

// On the background thread.
std::variant<config::Config, std::vector<std::string>> read_file(const std::string& file) {
  auto outcome = cli::load_config(file);
  auto* config = std::get_if<config::Config>(&outcome);
  if (config == nullptr) return std::get<cli::Complaints>(std::move(outcome));
  auto unreadable = cli::find_unreadable_files(*config, file);
  if (!unreadable.empty()) return unreadable;
  return std::move(*config);
}

}  // namespace

admin::Sources Edge::admin_sources() {
  admin::Sources sources;
  sources.readiness = [this] { return readiness(); };
  sources.status = [this] { return status(); };
  sources.latency = [this] { return latency_status(); };
  sources.metrics = [this] {
    return [this, gauges = gauges()] { return exposition_->render(gauges); };
  };
  sources.operations = operations();
  sources.credentials = [this] { return credentials_; };
  sources.config.live = [this] {
    return admin::LiveConfig{topology_->config(), options_.config_file, in_force_.taken_at};
  };
  sources.config.read_file = [file = options_.config_file] { return read_file(file); };
  sources.config.reload = [this](ConfigInForce::Then then) {
    if (in_force_.reloading) return then({.busy = true, .complaints = {}});
    in_force_.waiting.push_back(std::move(then));
    reload();
  };
  sources.log_level.get = [this] { return in_force_.log_level; };
  sources.log_level.set = [this](config::LogLevel level) { in_force_.set_log_level(level); };
  sources.world = [this] {
    const auto& current = publisher_.current();
    return what_if::LiveWorld{current->view, publisher_.view_inputs(), current->geo,
                              std::chrono::steady_clock::now()};
  };
  sources.certificates = [this] { return certificates_.status(); };
  sources.events = events_.feed();
  return sources;
}

Result<bool> Edge::start_admin(const config::Config& config) {
  auto credentials = admin::Credentials::load(config.admin.tokens);
  if (credentials.has_error()) return credentials.error();
  credentials_ = std::move(*credentials);
  auto server = admin::Server::start(
      control_, background_.get_executor(), config.admin.bind,
      options_.inherited == nullptr ? admin::Ports::own : admin::Ports::shared, admin_sources());
  if (server.has_error()) return server.error();
  admin_ = std::move(*server);
  return true;
}

}  // namespace meridian::app
