// /metrics: the sum of all workers' counters and the control thread's gauges as Prometheus text.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "meridian/core/base/time.hpp"
#include "meridian/core/health/check.hpp"
#include "meridian/core/health/health.hpp"
#include "meridian/core/latency/first_byte.hpp"
#include "meridian/core/routing/topology.hpp"
#include "meridian/io/observability/worker_metrics.hpp"

namespace meridian::observability {

struct UpstreamGauges {
  UpstreamId id{};
  health::Health health = health::Health::unknown;  // as requests are decided by
  std::uint32_t weight = 0;                         // effective
  std::uint64_t transitions = 0;                    // HealthTable::transitions
  std::uint64_t ejections = 0;                      // HealthTable::ejections
  std::optional<latency::FirstByte> first_byte;     // AnswerTimes::row
};

struct CertificateGauge {
  std::string listener;
  std::string file;
  WallTime not_after{};
  std::string ocsp_file;                 // empty: none
  std::optional<WallTime> ocsp_expires;  // when it is no longer stapled
};

// What the control thread knows, copied at the time of a scrape.
struct PanicGauge {
  std::string service;
  bool panic = false;  // every region that may serve is out
};

// The store of operators' overrides.
struct StoreGauges {
  bool up = true;
  nanoseconds lag{};  // since its last answer
  std::uint64_t connects = 0;
  std::uint64_t losses = 0;  // connections that broke
  std::uint64_t failed_attempts = 0;
  std::uint64_t command_errors = 0;
  std::uint64_t rejected = 0;  // documents that were not taken
};

// This edge among the others of its cluster.
struct AgreementGauges {
  bool up = false;
  nanoseconds lag{};              // since the last report that was taken
  std::uint32_t edges = 0;        // that reported of late
  std::uint32_t same_config = 0;  // of them
  std::uint32_t agreeing = 0;     // of these, do the same
  std::uint64_t out = 0;          // upstreams, by the verdict of all edges
  std::uint64_t reports = 0;
  std::uint64_t failures = 0;
};

struct Gauges {
  std::shared_ptr<const routing::Topology> topology;  // names of upstreams; never null
  std::string version;                                // of the program
  WallTime now{};
  WallTime started{};
  std::uint64_t view_version = 0;
  std::uint64_t local_sequence = 0;
  std::vector<UpstreamGauges> upstreams;
  std::vector<PanicGauge> panics;
  std::array<std::uint64_t, health::kProbeOutcomeCount> probes{};  // by ProbeOutcome
  std::uint64_t probes_discarded = 0;
  std::uint64_t names_resolved = 0;  // lookups of host names
  std::uint64_t names_not_resolved = 0;
  std::optional<WallTime> geoip_built;  // nothing: no database
  std::uint64_t geoip_reloads = 0;
  std::uint64_t geoip_reload_failures = 0;
  std::uint64_t config_reloads = 0;
  std::uint64_t config_reload_failures = 0;
  std::uint64_t access_log_records_lost = 0;  // AccessLog::records_lost
  std::uint64_t views_saved = 0;              // ViewRing
  std::uint64_t views_not_saved = 0;
  std::uint64_t overrides = 0;        // of operators, in effect
  std::uint64_t overrides_local = 0;  // of this edge alone
  std::uint64_t override_conflicts = 0;
  StoreGauges store;
  AgreementGauges agreement;
  std::uint64_t admin_tokens_refused = 0;
  std::size_t workers = 0;
  nanoseconds control_loop_lag{};
  std::vector<CertificateGauge> certificates;
  std::uint64_t certificate_reloads = 0;  // of a listener's files
  std::uint64_t certificate_reload_failures = 0;
  std::uint64_t ticket_key_reloads = 0;
  std::uint64_t ticket_key_reload_failures = 0;
  std::uint64_t upgrade_failures = 0;  // binary upgrades after which this process went on
};

class Exposition {
 public:
  // The workers' blocks outlive this.
  explicit Exposition(std::vector<const WorkerMetrics*> workers);
  // Any thread, several at once; meant for the background thread.
  std::string render(const Gauges& gauges) const;

 private:
  std::vector<const WorkerMetrics*> workers_;
};

}  // namespace meridian::observability
