// One running edge: workers in front, and the control thread that feeds them. The thread that calls
// run() is the control thread: it probes, resolves, serves the admin API, takes signals and
// publishes snapshots; it never blocks for longer than a few milliseconds. One background thread
// does what takes long: views, reading config and GeoIP files, scrapes.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <string>
#include <vector>

#include "app/agreement.hpp"
#include "app/certificates.hpp"
#include "app/config_watch.hpp"
#include "app/listening.hpp"
#include "app/publisher.hpp"
#include "app/service_report.hpp"
#include "app/session_tickets.hpp"
#include "app/upgrade.hpp"
#include "meridian/core/base/result.hpp"
#include "meridian/core/routing/demand_meter.hpp"
#include "meridian/io/mmdb/reloader.hpp"
#include "meridian/io/observability/access_log.hpp"
#include "meridian/io/observability/view_ring.hpp"
#include "meridian/io/probe/prober.hpp"
#include "meridian/io/probe/resolver.hpp"
#include "meridian/io/store/override_ledger.hpp"
#include "meridian/service/admin/server.hpp"
#include "meridian/service/admin/status.hpp"
#include "meridian/service/proxy/worker.hpp"

namespace meridian::app {

class Edge {
 public:
  struct Options {
    std::string config_file;
    std::string announce_file;             // empty: none
    std::string program;                   // the path of this program, for an upgrade
    std::shared_ptr<Inherited> inherited;  // from the process whose place this one takes
  };
  // Everything that can fail at a start: certificates, GeoIP files, binds.
  static Result<std::unique_ptr<Edge>> start(Options options,
                                             const std::shared_ptr<const config::Config>& config);
  ~Edge();
  // Serves until SIGTERM or SIGINT; then drains.
  void run();

 private:
  explicit Edge(Options options);

  // edge.cpp: start
  Result<bool> set_up(const std::shared_ptr<const config::Config>& config);
  Result<bool> open_geo(const config::Config& config);
  void start_probing();
  std::uint64_t run_number() const;
  void publish(const std::shared_ptr<const proxy::Snapshot>& snapshot,
               const std::function<void()>& adopted);
  void save_view(const std::shared_ptr<const proxy::Snapshot>& snapshot);
  Result<bool> open_outside(const config::Config& config, std::size_t workers);
  Result<bool> start_workers(const config::Config& config);
  void listen_to_workers(proxy::WorkerSetup& setup);
  proxy::WorkerSetup worker_setup(const proxy::WorkerSetup& shared, std::size_t index);
  Result<bool> start_admin(const config::Config& config);
  void ask_workers(const std::function<void()>& answered);

  // edge_lifecycle.cpp: how it begins to serve, gives way, and ends
  void begin_serving();
  void take_over_when_ready();
  void wait_for_signals();
  void on_signal(int signal);
  void begin_drain(milliseconds time);
  void end();
  void begin_upgrade();
  Upgrade::Steps upgrade_steps();

  // edge_reload.cpp: what changes while it runs
  void reload();
  void adopt_config(const std::shared_ptr<const config::Config>& config);
  void reject_config(const std::vector<std::string>& complaints);
  void measure_demand_later();
  void measure_demand();
  void measure_answers_later();
  void measure_answers();
  void open_other_geo(const config::Config& config);
  void poll_geo_later();
  void poll_geo();
  void take_geo(const Result<std::shared_ptr<const mmdb::GeoDatabase>>& polled);

  // edge_overrides.cpp: what operators change
  Result<bool> open_overrides(const config::Config& config);
  admin::Operations operations();
  admin::StoreStatus store_status() const;
  void add_operators(observability::Gauges& gauges) const;

  // edge_status.cpp: what is seen from outside
  admin::Readiness readiness() const;
  admin::Status status() const;
  admin::LatencyStatus latency_status() const;
  std::vector<latency::ClientRoundTrip> client_round_trips() const;
  admin::ServiceStatus service_status(const routing::ServiceView& service) const;
  admin::EndpointStatus endpoint_status(const routing::EndpointView& endpoint,
                                        const config::Upstream& upstream) const;
  std::uint64_t in_flight(UpstreamId upstream) const;
  routing::WantedCounts wanted(const routing::ServiceView& service, std::size_t candidate) const;
  void add_upstreams(observability::Gauges& gauges, const routing::View& view) const;
  observability::Gauges gauges() const;

  Options options_;
  boost::asio::io_context control_;
  boost::asio::thread_pool background_{1};
  boost::asio::signal_set signals_;
  ConfigWatch config_watch_;
  Upgrade upgrade_;
  boost::asio::steady_timer geo_timer_, demand_timer_, answers_timer_, drain_timer_;
  ServiceReport service_report_;
  Publisher publisher_;
  routing::DemandMeter demand_;
  std::unique_ptr<store::OverrideLedger> ledger_;
  std::unique_ptr<Agreement> agreement_;  // uses the ledger's store
  std::shared_ptr<const routing::Topology> topology_;
  std::unique_ptr<probe::Prober> prober_;
  std::unique_ptr<probe::Resolver> resolver_;
  std::shared_ptr<mmdb::Reloader> geo_;  // polled on the background thread, null: no GeoIP
  Certificates certificates_;
  SessionTickets session_tickets_;
  std::unique_ptr<observability::AccessLog> access_log_;
  std::unique_ptr<observability::ViewRing> views_;  // written on the background thread; null: off
  std::vector<std::unique_ptr<observability::WorkerMetrics>> metrics_;
  std::unique_ptr<observability::Exposition> exposition_;
  std::vector<std::unique_ptr<proxy::Worker>> workers_;
  std::unique_ptr<admin::Server> admin_;
  std::shared_ptr<const admin::Credentials> credentials_;
  ListeningSockets listening_;
  // Signs pins of services without key files, for the life of the process.
  std::string own_pin_secret_;
  std::shared_ptr<const tls::MacKey> own_pin_key_;
  WallTime started_;
  std::uint64_t config_reloads_ = 0, config_reload_failures_ = 0, upgrade_failures_ = 0;
  std::uint64_t geo_reloads_ = 0, geo_reload_failures_ = 0;
  WallTime geo_loaded_{};
  std::string geo_error_;  // of the last attempt; empty: none
  std::size_t drained_workers_ = 0;
  bool draining_ = false, reloading_ = false;
};

}  // namespace meridian::app
