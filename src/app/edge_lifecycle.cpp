// How an edge begins to serve, gives way to another process, and ends.
#include "app/edge.hpp"

#include <unistd.h>

#include <csignal>

#include "app/announce.hpp"
#include "meridian/core/state/overrides_json.hpp"
#include "meridian/io/net/socket.hpp"
#include "meridian/io/observability/log.hpp"

namespace meridian::app {

using observability::log_error;
using observability::log_info;
using observability::log_warning;

namespace {

constexpr milliseconds kReadyInterval{20};

}  // namespace

void Edge::run() {
  if (options_.inherited == nullptr)
    begin_serving();
  else
    take_over_when_ready();
  control_.run();
  log_info("edge", "ended");
}

void Edge::begin_serving() {
  const config::Config& config = *topology_->config();
  if (!options_.announce_file.empty()) {
    Announcement announcement;
    for (std::size_t i = 0; i < config.listeners.size(); ++i)
      announcement.listeners[config.listeners[i].name] = net::to_string(listening_.bound[i][0]);
    if (admin_ != nullptr && !admin_->bound().empty())
      announcement.admin = net::to_string(admin_->bound()[0]);
    announcement.pid = ::getpid();
    if (auto written = announce(options_.announce_file, announcement); written.has_error())
      log_warning("edge", written.error().context);
  }
  log_info("edge", "serving " + std::to_string(config.services.size()) + " services in " +
                       std::to_string(config.regions.size()) + " regions");
  service_report_.ready();
}

// Until the process before says so, nothing is accepted here and its admin listener answers.
void Edge::take_over_when_ready() {
  if (const auto now = readiness();
      !now.listeners_bound || !now.geoip_loaded || !now.first_probe_round_done) {
    drain_timer_.expires_after(kReadyInterval);
    return drain_timer_.async_wait([this](boost::system::error_code error) {
      if (!error) take_over_when_ready();
    });
  }
  options_.inherited->prepared(control_, [this] {
    for (auto& worker : workers_) worker->accept();
    if (auto started = start_admin(*topology_->config()); started.has_error())
      log_error("admin", started.error().context + "; the edge serves without it");
    begin_serving();
    options_.inherited->serving();
  });
}

void Edge::wait_for_signals() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    on_signal(signal);
    wait_for_signals();
  });
}

void Edge::on_signal(int signal) {
  if (signal == SIGHUP && !draining_) return reload();
  if (signal == SIGUSR2) return begin_upgrade();
  if (signal == SIGUSR1) {
    if (access_log_ != nullptr) access_log_->reopen();
    return log_info("edge", "access log reopened");
  }
  if (signal == SIGHUP) return;
  if (draining_) return end();
  upgrade_.give_up("this process was told to end");
  service_report_.stopping();
  log_info("edge", "a second signal ends at once");
  begin_drain(topology_->config()->timeouts.drain);
}

void Edge::begin_drain(milliseconds time) {
  draining_ = true;
  agreement_->leave();
  log_info("edge", "draining for at most " + std::to_string(time.count()) + " ms");
  for (auto& worker : workers_) worker->drain(time);
  drain_timer_.expires_after(time);
  drain_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    log_warning("edge", "connections are left after the drain, closing them");
    end();
  });
}

void Edge::end() {
  control_.stop();
}

void Edge::begin_upgrade() {
  if (draining_) return;
  if (upgrade_.under_way()) return log_warning("upgrade", "one is under way already");
  log_info("upgrade", "starting " + options_.program + " to take the place of this process");
  HandedState state;
  const auto& listeners = listening_.listeners;
  for (std::size_t i = 0; i < listeners.size(); ++i)
    for (std::size_t j = 0; j < listeners[i].bind.size(); ++j)
      state.listeners.push_back(
          {listeners[i].name, net::to_string(listeners[i].bind[j]), listening_.by_bind[i][j]});
  state.tickets = *session_tickets_.current();
  state.pin_secret = own_pin_secret_;
  state.overrides = state::encode(ledger_->known());
  state.local_overrides = state::encode(*ledger_->local());
  state.overrides_known_at = ledger_->known_at();
  std::vector<std::string> arguments{"run", "-c", options_.config_file};
  if (!options_.announce_file.empty())
    arguments.insert(arguments.end(), {"--announce", options_.announce_file});
  upgrade_.begin({options_.program, arguments, service_report_.address()}, std::move(state));
}

Upgrade::Steps Edge::upgrade_steps() {
  return {.prepared =
              [this](pid_t pid) {
                service_report_.name_successor(pid);
                if (admin_ != nullptr) admin_->share_ports(true);
              },
          .serving =
              [this](pid_t pid) {
                log_info("upgrade", "process " + std::to_string(pid) + " serves");
                admin_.reset();
                begin_drain(topology_->config()->timeouts.handover);
              },
          .failed =
              [this](const std::string& why) {
                ++upgrade_failures_;
                log_error("upgrade", why + "; this process goes on");
                service_report_.name_successor(::getpid());
                if (admin_ != nullptr) admin_->share_ports(false);
              }};
}

}  // namespace meridian::app
