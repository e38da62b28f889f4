// What the admin listener reads and asks of an edge.
#include "app/edge.hpp"

namespace meridian::app {

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
  sources.world = [this] {
    const auto& current = publisher_.current();
    return what_if::LiveWorld{current->view, publisher_.view_inputs(), current->geo,
                              std::chrono::steady_clock::now()};
  };
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
