// What the admin listener reads and asks of an edge.
#include "app/edge.hpp"

#include "meridian/io/observability/log.hpp"
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

admin::ConfigOperations Edge::config_operations() {
  admin::ConfigOperations operations;
  operations.live = [this] {
    return admin::LiveConfig{topology_->config(), options_.config_file, config_taken_};
  };
  operations.read_file = [file = options_.config_file] { return read_file(file); };
  operations.reload = [this](std::function<void(const admin::ReloadOutcome&)> then) {
    if (reloading_) return then({.busy = true, .complaints = {}});
    reload_waiting_.push_back(std::move(then));
    reload();
  };
  return operations;
}

std::vector<admin::CertificateStatus> Edge::certificates() const {
  std::vector<admin::CertificateStatus> list;
  for (const TlsListener& listener : tls_listeners_)
    for (const auto& summary : listener.credentials->summaries())
      list.push_back(
          {listener.name, summary.file, summary.names, summary.key_type, summary.not_after});
  return list;
}

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
  sources.config = config_operations();
  sources.log_level.get = [this] { return log_level_; };
  sources.log_level.set = [this](config::LogLevel level) {
    log_level_ = level;
    observability::set_log_level(level);
  };
  sources.world = [this] {
    const auto& current = publisher_.current();
    return what_if::LiveWorld{current->view, publisher_.view_inputs(), current->geo,
                              std::chrono::steady_clock::now()};
  };
  sources.certificates = [this] { return certificates(); };
  sources.store = [this] {
    return admin::StoreStatus{topology_->config()->store.backend, ledger_->store().reachable(),
                              ledger_->current()->version, ledger_->conflicts()};
  };
  sources.events = events_.feed();
  return sources;
}

Result<bool> Edge::start_admin(const config::Config& config) {
  auto credentials = admin::Credentials::load(config.admin.tokens);
  if (credentials.has_error()) return credentials.error();
  credentials_ = std::move(*credentials);
  auto server = admin::Server::start(control_, background_.get_executor(), config.admin.bind,
                                     admin_sources());
  if (server.has_error()) return server.error();
  admin_ = std::move(*server);
  return true;
}

}  // namespace meridian::app
